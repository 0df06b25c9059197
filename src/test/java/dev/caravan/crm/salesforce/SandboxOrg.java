package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.WriteResult;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Vendor;
import dev.caravan.sandbox.salesforce.SalesforceApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;

/** A sandbox of Salesforce with connections to it. */
final class SandboxOrg implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final SandboxServer sandbox = new SandboxServer(
                    new Vendor("salesforce", 1, SalesforceApi::new), SandboxOptions.onFreePorts(), Clock.systemUTC())
            .start(0);
    final TestOrg org = new TestOrg(sandbox.baseUrl());
    final Crm crm = org.connect();

    /** Back to an org without records, faults and sessions. */
    void empty() throws IOException, InterruptedException {
        control("POST", "/_sandbox/reset", "");
    }

    /** Replaces all faults by one rule, or by none when the text is empty. */
    void faults(String rule) throws IOException, InterruptedException {
        control("PUT", "/_sandbox/faults", "{\"rules\":[" + rule + "]}");
    }

    void tokens(String wanted) throws IOException, InterruptedException {
        control("PUT", "/_sandbox/tokens", wanted);
    }

    JsonNode tokens() throws IOException, InterruptedException {
        return JSON.readTree(control("GET", "/_sandbox/tokens", ""));
    }

    int statusWith(String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/services/data/v67.0/limits"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    static WriteResult.Written written(List<WriteResult> results) {
        if (results.size() == 1 && results.get(0) instanceof WriteResult.Written written) {
            return written;
        }
        throw new AssertionError("expected one written record and got " + results);
    }

    static CrmError.Rejected rejected(WriteResult result) {
        if (result instanceof WriteResult.Refused refused && refused.error() instanceof CrmError.Rejected rejected) {
            return rejected;
        }
        throw new AssertionError("expected a rejected record and got " + result);
    }

    private String control(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        org.close();
        sandbox.close();
    }
}
