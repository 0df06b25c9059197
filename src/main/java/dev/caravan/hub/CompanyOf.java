package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The company of a pulled record, compared as a field is: what changed on one side goes to the other, the newer of two
 * changes wins. That the CRM names no company takes none away: it may just not show it yet.
 */
final class CompanyOf {
    static final String FIELD = "company_id";

    private final Pulled pulled;
    private final @Nullable HubRecord record;
    private final @Nullable String taken;
    private final @Nullable Object agreed;
    private final boolean isUnknown;
    private final boolean isPushedBack;
    private final boolean isConflict;

    CompanyOf(Tx tx, Pulled pulled, @Nullable HubRecord record, @Nullable Link link, Duration skew)
            throws SQLException {
        this.pulled = pulled;
        this.record = record;
        ExternalId company = pulled.company();
        Object before = link == null ? null : link.base().get(Link.COMPANY);
        String owner = company == null ? null : LinkStore.ownerOf(tx, company);
        this.isUnknown = company != null && owner == null;
        String has = record == null ? "" : record.text(FIELD);
        if (company == null || owner == null || company.id().equals(before) || owner.equals(has)) {
            this.taken = null;
            this.isPushedBack = false;
            this.isConflict = false;
            this.agreed = company != null && owner != null ? company.id() : before;
            return;
        }
        boolean hubChanged = !has.isEmpty() && !Objects.equals(before, external(tx, has));
        boolean hubIsNewer = hubChanged
                && record != null
                && record.stamp(FIELD).time().isAfter(pulled.changedAt().plus(skew));
        this.isConflict = hubChanged;
        this.isPushedBack = hubIsNewer;
        this.taken = hubIsNewer ? null : owner;
        this.agreed = hubIsNewer ? before : company.id();
    }

    private @Nullable String external(Tx tx, String companyId) throws SQLException {
        return LinkStore.find(tx, pulled.id().connection(), new RecordKey(RecordType.COMPANY, companyId))
                .map(l -> l.id().id())
                .orElse(null);
    }

    /** Whether the CRM names a company that the hub does not have. */
    boolean isUnknown() {
        return isUnknown;
    }

    /** Whether the hub's company has to go to the CRM. */
    boolean isPushedBack() {
        return isPushedBack;
    }

    void takenInto(Map<String, @Nullable Object> fields) {
        if (taken != null) {
            fields.put(FIELD, taken);
        }
    }

    void agreedInto(Map<String, @Nullable Object> base) {
        if (agreed != null) {
            base.put(Link.COMPANY, agreed);
        }
    }

    Optional<LostValue> lost() {
        if (!isConflict || record == null) {
            return Optional.empty();
        }
        String connection = pulled.id().connection().value();
        FieldStamp stamp = record.stamp(FIELD);
        ExternalId company = Objects.requireNonNull(pulled.company());
        return Optional.of(
                isPushedBack
                        ? new LostValue(
                                FIELD,
                                company.id(),
                                connection,
                                pulled.changedAt(),
                                stamp.origin(),
                                "the newer one wins")
                        : new LostValue(
                                FIELD,
                                record.value(FIELD),
                                stamp.origin(),
                                stamp.time(),
                                connection,
                                "the newer one wins"));
    }
}
