package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Salesforce: outbound messages: XML, let in by a token in the path and by the organization that they name. */
public final class SalesforceHook implements CrmHook {
    private static final String ORGANIZATION = "00DCv0000000001MAA";

    @Override
    public Map<String, String> settings(String address) {
        return Map.of("organization", ORGANIZATION, "tokens[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "/" + Forging.SECRET + "\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"Contact\"", "\"\"", "\"003Cv00000ZZZZZMAA\"");
    }

    @Override
    public String body(String object, String event, String id) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                + "<notifications xmlns=\"http://soap.sforce.com/2005/09/outbound\"><OrganizationId>" + ORGANIZATION
                + "</OrganizationId><ActionId>04kCv0000000002AAA</ActionId><Notification><Id>04lCv00000009ZZMAA"
                + "</Id><sObject xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\" xsi:type=\"sf:" + Forging.bare(object)
                + "\"><sf:Id>" + Forging.bare(id) + "</sf:Id></sObject></Notification></notifications></soapenv:Body>"
                + "</soapenv:Envelope>";
    }

    @Override
    public boolean isProvedByBody() {
        return true;
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return to(address + "/" + Forging.SECRET, body);
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = Forging.inPath(address, body, "text/xml; charset=UTF-8");
        byte[] foreign = new String(body, StandardCharsets.UTF_8)
                .replace(ORGANIZATION, "00DCv0000000002MAA")
                .getBytes(StandardCharsets.UTF_8);
        byte[] nobody = new String(body, StandardCharsets.UTF_8)
                .replace(ORGANIZATION, "")
                .getBytes(StandardCharsets.UTF_8);
        forged.put("another organization", to(address + "/" + Forging.SECRET, foreign));
        forged.put("no organization", to(address + "/" + Forging.SECRET, nobody));
        return forged;
    }

    private static Call to(String url, byte[] body) {
        return new Call(url, body, "Content-Type", "text/xml; charset=UTF-8");
    }
}
