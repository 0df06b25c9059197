package dev.caravan.crm.rest;

import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.hub.RecordType;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What CRMs can do that a file describes. */
final class RestCapabilities {
    private static final String SAYS = "the description does not say how";

    /** What the driver can do where a description says how. */
    static final Capabilities ANY = any();

    private RestCapabilities() {}

    /** What one description says. */
    static Capabilities of(Description description) {
        Collection<ObjectForm> objects = description.objects().values();
        Capabilities.Builder can = Capabilities.of(description.title());
        for (RecordType type : RecordType.values()) {
            Optional<String> object = description.of(type);
            if (object.isPresent()) {
                can.has(type, object.get());
            } else {
                can.lacks(type, "no object of the description is one");
            }
        }
        String kind = description.auth().kind();
        boolean oauth = kind.equals("client-credentials") || kind.equals("refresh-token");
        feature(can, Feature.BATCH_WRITE, objects, RestCapabilities::hasBatch, "'batch'");
        feature(can, Feature.UNIQUE_FIELD, objects, object -> object.upsert() != null, "'upsert'");
        feature(
                can,
                Feature.ASSOCIATE,
                objects,
                object -> associates(description, object),
                "a reference, or 'associate'");
        feature(can, Feature.MORE_COMPANIES, objects, object -> hasCompanies(description, object), "'associate'");
        feature(can, Feature.QUERY, objects, RestCapabilities::hasFilters, "parameters of lists; Caravan decides");
        feature(can, Feature.LISTS, objects, object -> object.lists() != null, "'lists'");
        feature(
                can,
                Feature.CHANGES,
                objects,
                object -> object.list() != null && (object.modified() != null || object.changes() != null),
                "by the time of the last change");
        feature(
                can,
                Feature.DELETES_POLLED,
                objects,
                object -> object.changes() != null && object.changes().deletes(),
                "deleted records are among the changes");
        put(can, Feature.WEBHOOKS, description.webhook() != null, "'webhook'");
        can.cannot(Feature.MERGES, "a description cannot say what became of a merged record");
        can.cannot(Feature.FIELD_TIMES, "a description cannot say it; the record's time stands for all");
        put(can, Feature.OWNERS, description.users() != null, "'users'");
        put(can, Feature.OAUTH, oauth, kind);
        return can.build();
    }

    private static void feature(
            Capabilities.Builder can,
            Feature feature,
            Collection<ObjectForm> objects,
            Predicate<ObjectForm> has,
            String how) {
        put(can, feature, objects.stream().anyMatch(has), how);
    }

    private static void put(Capabilities.Builder can, Feature feature, boolean is, String how) {
        if (is) {
            can.can(feature, how);
        } else {
            can.cannot(feature, SAYS);
        }
    }

    private static boolean hasBatch(ObjectForm object) {
        return object.batch().create() != null || object.batch().update() != null;
    }

    private static boolean hasFilters(ObjectForm object) {
        return object.list() != null && !object.list().filters().isEmpty();
    }

    private static boolean hasCompanies(Description description, ObjectForm object) {
        return description
                .of(RecordType.COMPANY)
                .filter(object.associate()::containsKey)
                .isPresent();
    }

    private static boolean associates(Description description, ObjectForm object) {
        return hasCompanies(description, object)
                || description
                        .of(RecordType.COMPANY)
                        .flatMap(object::referenceTo)
                        .isPresent();
    }

    private static Capabilities any() {
        Capabilities.Builder can = Capabilities.of("Your own");
        for (RecordType type : RecordType.values()) {
            can.has(type, "the object that the description names");
        }
        Map<Feature, String> how = Map.of(
                Feature.BATCH_WRITE, "where the description has 'batch'",
                Feature.UNIQUE_FIELD, "where it has 'upsert'; without it, the look before a second try",
                Feature.ASSOCIATE, "a field that refers to the company, or 'associate'",
                Feature.QUERY, "as far as its filters go; Caravan decides",
                Feature.LISTS, "where it has 'lists'",
                Feature.CHANGES, "by the time of the last change, where it has 'modified' or 'changes'",
                Feature.DELETES_POLLED, "where its changes hold deleted records",
                Feature.WEBHOOKS, "where it has 'webhook': HMAC, a shared secret, HTTP Basic, a secret path",
                Feature.OWNERS, "where it has 'users'",
                Feature.OAUTH, "client credentials or refresh token; or a key, a token, or HTTP Basic");
        Function<Feature, String> lacking = feature -> feature == Feature.MORE_COMPANIES
                ? "'associate' makes one association like the other"
                : feature == Feature.MERGES
                        ? "a description cannot say what became of a merged record"
                        : "a description cannot say it; the record's time stands for all";
        for (Feature feature : Feature.values()) {
            if (how.containsKey(feature)) {
                can.can(feature, how.get(feature));
            } else {
                can.cannot(feature, lacking.apply(feature));
            }
        }
        return can.build();
    }
}
