package dev.caravan.crm.contract;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import dev.caravan.runtime.Drivers;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * What the contract has to know of a CRM.
 *
 * @param vendor the sandbox's name
 * @param type the driver's type
 * @param base path of the API below the sandbox's address
 * @param auth a login that the sandbox takes
 * @param options of the connection, at a given address of the sandbox
 * @param samples one per type of record that the driver has
 * @param refusals records that the CRM does not take
 */
public record Subject(
        String vendor,
        String type,
        String base,
        ConnectionSettings.Auth auth,
        Map<String, String> options,
        List<Sample> samples,
        List<Refusal> refusals) {

    /** A CRM whose driver and sandbox go by the same name. */
    public Subject(
            String vendor,
            ConnectionSettings.Auth auth,
            Map<String, String> options,
            List<Sample> samples,
            List<Refusal> refusals) {
        this(vendor, vendor, "", auth, options, samples, refusals);
    }

    /** The same CRM by another driver. */
    public Subject by(String driver, String path) {
        return new Subject(vendor, driver, path, auth, options, samples, refusals);
    }

    /** The same CRM at the rates that a connection has when nobody sets any. */
    public Subject atUsualRates() {
        Map<String, String> own = new LinkedHashMap<>(options);
        own.keySet().removeIf(option -> option.startsWith("calls-per-"));
        return new Subject(vendor, type, base, auth, own, samples, refusals);
    }

    /** A login by a fixed token. */
    public static final ConnectionSettings.Auth TOKEN =
            new ConnectionSettings.Auth("token", new Secret("sandbox"), null, null, null, null, null, null);

    /**
     * A record that the CRM takes.
     *
     * @param values of a new one; {@code #} stands for a number that makes it unlike the others
     * @param lookup a text field among the values by which it can be looked up
     * @param changed a text field that an update changes
     * @param cleared a field that an update may clear; empty where there is none
     */
    public record Sample(
            RecordType type, Map<String, @Nullable Object> values, String lookup, String changed, String cleared) {
        /** The values of the record of that number. */
        public Map<String, @Nullable Object> values(long number) {
            Map<String, @Nullable Object> own = new LinkedHashMap<>();
            values.forEach((field, value) ->
                    own.put(field, value instanceof String text ? text.replace("#", String.valueOf(number)) : value));
            return own;
        }

        @Override
        public String toString() {
            return type.word();
        }
    }

    /** Values of a new record that are refused, and how. */
    public record Refusal(String why, RecordType type, Map<String, @Nullable Object> values, ErrorCode code) {
        @Override
        public String toString() {
            return type.word() + ": " + why;
        }
    }

    /** Whether an activity can stand at a contact and at its company there. */
    public boolean linksWithCompanies(RecordType activity) {
        return !vendor.equals("activecampaign") && !(vendor.equals("zoho") && activity == RecordType.NOTE);
    }

    /** Whether polling tells that a record was deleted, where the CRM tells it at all. */
    public boolean tellsDeletions(RecordType type) {
        return !(vendor.equals("zoho") && type == RecordType.NOTE);
    }

    /** The driver, as the application makes it. */
    public Driver driver(CamelContext camel, TokenStore tokens) {
        return driver(camel, tokens, Clock.systemUTC());
    }

    /** The driver by another clock. */
    public Driver driver(CamelContext camel, TokenStore tokens, Clock clock) {
        return Drivers.crms(camel, tokens, clock).stream()
                .filter(driver -> driver.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no driver '" + type + "' in Drivers"));
    }

    /** Settings of a connection to a server. */
    public ConnectionSettings settings(String url, Duration timeout) {
        ConnectionSettings.Auth login = new ConnectionSettings.Auth(
                auth.kind(),
                auth.token(),
                auth.clientId(),
                auth.clientSecret(),
                auth.refreshToken(),
                auth.username(),
                auth.password(),
                auth.tokenUrl() == null ? null : url + auth.tokenUrl());
        return new ConnectionSettings(
                type,
                true,
                url + base,
                login,
                Map.of(),
                4,
                timeout,
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
    }

    /** The sample of a type. */
    public Sample sample(RecordType type) {
        return samples.stream()
                .filter(each -> each.type() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample of a " + type.word()));
    }
}
