package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The company that a person's own fields speak of (R87): by its domain, which may be that of the e-mail address, else
 * by its name. Mailbox providers are no companies.
 */
final class InferredCompany {
    private static final List<String> SITES = List.of("company_domain", "company_website");
    private static final List<String> ADDRESSES = List.of("work_email", "email");

    private final Tx tx;
    private final Function<HubRecord, List<MatchKey>> keys;
    private final Subscriptions subscriptions;
    private final long now;

    InferredCompany(Tx tx, Function<HubRecord, List<MatchKey>> keys, Subscriptions subscriptions, long now) {
        this.tx = tx;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.now = now;
    }

    /**
     * The hub's id of the company; it is made when the hub has none.
     *
     * @param person the fields of the contact or lead as they will be
     * @param time when they were set, by the CRM's clock
     * @return empty when they speak of no company, or of a name that several have
     */
    Optional<String> of(Map<String, @Nullable Object> person, Instant time, ConnectionName origin) throws SQLException {
        String domain = domain(person);
        String name = text(person, "company_name");
        if (domain != null) {
            List<String> sameDomain = holders(MatchKey.DOMAIN, domain);
            if (!sameDomain.isEmpty()) {
                return Optional.of(sameDomain.get(0));
            }
        }
        String folded = MatchKeys.companyName(name).orElse(null);
        if (folded != null) {
            List<String> sameName = holders(MatchKey.NAME, folded);
            if (sameName.size() == 1 && (domain == null || hasNoDomain(sameName.get(0)))) {
                return Optional.of(sameName.get(0));
            }
            if (sameName.size() > 1 && domain == null) {
                return Optional.empty();
            }
        }
        if (domain == null && folded == null) {
            return Optional.empty();
        }
        return Optional.of(make(domain, folded == null ? "" : name, domain == null ? folded : domain, time, origin));
    }

    /** @param identity gives the id, so that two nodes that make it at the same moment make one */
    private String make(
            @Nullable String domain, String name, @Nullable String identity, Instant time, ConnectionName origin)
            throws SQLException {
        String id = UUID.nameUUIDFromBytes(("inferred company " + identity).getBytes(StandardCharsets.UTF_8))
                .toString();
        if (!RecordStore.load(tx, RecordType.COMPANY, List.of(id)).isEmpty()) {
            return id;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name.isEmpty() ? String.valueOf(domain) : name);
        if (domain != null) {
            fields.put("domain", domain);
        }
        HubRecord company = HubRecord.of(new RecordKey(RecordType.COMPANY, id), fields, time, origin.value());
        RecordStore.save(tx, List.of(RecordStore.Row.of(company)), now);
        RecordStore.saveKeys(tx, List.of(new RecordStore.Keys(company.key(), List.of(), keys.apply(company))));
        new Announcement(tx, subscriptions, now)
                .announce(RecordType.COMPANY, Map.of(id, company), any -> origin.value());
        return id;
    }

    private boolean hasNoDomain(String company) throws SQLException {
        return tx.first(
                        "SELECT 1 FROM record_key WHERE type = 'company' AND kind = ? AND record_key = ?",
                        row -> row.getInt(1),
                        MatchKey.DOMAIN,
                        company)
                .isEmpty();
    }

    /** Two are enough to know that there are several; always in the same order. */
    private List<String> holders(String kind, String value) throws SQLException {
        return tx.query(
                "SELECT record_key FROM record_key WHERE type = 'company' AND kind = ? AND value = ? ORDER BY record_key"
                        + " LIMIT 2",
                row -> row.getString(1),
                kind,
                value);
    }

    private static @Nullable String domain(Map<String, @Nullable Object> person) {
        for (String field : SITES) {
            Optional<String> domain = MatchKeys.domain(text(person, field));
            if (domain.isPresent()) {
                return domain.get();
            }
        }
        for (String field : ADDRESSES) {
            Optional<String> domain = MatchKeys.email(text(person, field))
                    .flatMap(address -> MatchKeys.domain(address.substring(address.lastIndexOf('@') + 1)));
            if (domain.isPresent()) {
                return domain.get();
            }
        }
        return null;
    }

    private static String text(Map<String, @Nullable Object> fields, String field) {
        Object value = fields.get(field);
        return value instanceof String text ? text.strip() : "";
    }
}
