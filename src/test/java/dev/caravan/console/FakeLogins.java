package dev.caravan.console;

import dev.caravan.connect.Authorizations;
import dev.caravan.console.operations.LoginOperations;
import dev.caravan.console.operations.LoginView;
import dev.caravan.console.operations.MappingView;
import dev.caravan.console.operations.Standing;
import dev.caravan.crm.Consent;
import dev.caravan.crm.Crm;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.hub.ConnectionName;
import dev.caravan.mapping.Finding;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One account at an invented CRM, let in by the real rules for attempts. */
public final class FakeLogins implements LoginOperations {
    static final String VENDOR = "https://crm.example/authorize";
    static final String USER = "ada <b>north</b>@example.com";

    /** Codes that reached the CRM. */
    public final List<String> codes = new CopyOnWriteArrayList<>();

    private final Authorizations authorizations = new Authorizations(
            name -> crm(), () -> "http://localhost/connect/callback", Clock.systemUTC(), new SecureRandom());
    private volatile boolean given;

    @Override
    public List<LoginView> logins() {
        return List.of(
                new LoginView(
                        "hubspot",
                        "hubspot",
                        "HubSpot",
                        given ? Standing.ACTIVE : Standing.NEEDS_AUTHORIZATION,
                        given ? USER : null,
                        null,
                        true),
                new LoginView("zoho", "zoho", "Zoho CRM", Standing.DISABLED, null, null, false));
    }

    @Override
    public String redirectUri() {
        return authorizations.redirectUri();
    }

    @Override
    public String begin(ConnectionName connection, String session, String by) {
        return authorizations.begin(connection, session);
    }

    @Override
    public Authorizations.Connected finish(Map<String, String> answer, String session, String by) {
        return authorizations.finish(answer, session);
    }

    @Override
    public boolean disconnect(ConnectionName connection, String by) {
        return authorizations.withdraw(connection);
    }

    @Override
    public List<MappingView> mappings(ConnectionName connection, boolean refresh) {
        Finding finding = new Finding(Finding.Level.WARNING, "contact.yaml", 3, "seniority", "takes options.", "");
        return List.of(new MappingView("contact", "contacts", Finding.Level.WARNING, List.of(finding)));
    }

    @Override
    public ObjectSchema fields(ConnectionName connection, String object, boolean refresh) {
        return ObjectSchema.of(
                object,
                List.of(new FieldSchema(
                        refresh ? "fresh" : "kept",
                        "",
                        FieldSchema.Type.TEXT,
                        false,
                        false,
                        0,
                        List.of(),
                        false,
                        false)));
    }

    private Crm crm() {
        return (Crm) Proxy.newProxyInstance(
                Crm.class.getClassLoader(),
                new Class<?>[] {Crm.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "consent" -> Optional.of(new FakeConsent());
                    case "whoAmI" -> USER;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private final class FakeConsent implements Consent {
        @Override
        public boolean isGiven() {
            return given;
        }

        @Override
        public String page(Attempt attempt) {
            return VENDOR + "?client_id=c&state=" + attempt.state();
        }

        @Override
        public void take(String code, Attempt attempt) {
            codes.add(code);
            given = true;
        }

        @Override
        public boolean withdraw() {
            given = false;
            return true;
        }
    }
}
