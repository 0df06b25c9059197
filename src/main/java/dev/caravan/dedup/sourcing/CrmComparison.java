package dev.caravan.dedup.sourcing;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.dedup.RuleLookup;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Compares one list of prospects with one connection: whom the hub knows to be there is not asked for, the others are,
 * rule after rule, many in one call. What cannot be asked is answered so, and stops nobody else. Used once.
 */
final class CrmComparison {
    /** Several records of a CRM that fit one prospect are named up to this. */
    private static final int NAMED = 5;

    private static final Duration BLIP = Duration.ofMillis(500);
    /** So long a piece waits for its connection's rate budget in all. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SourceConnection connection;
    private final List<RuleLookup> rules;
    private final Optional<CrmCondition> filter;
    private final Lane lane;
    private final Map<RecordKey, Finding> findings = new ConcurrentHashMap<>();

    /** What the connection says about one prospect: one of both is empty. */
    record Finding(List<ProspectAnswer.InCrm> in, Optional<ProspectAnswer.Unknown> unknown) {}

    CrmComparison(SourceConnection connection, List<RuleLookup> rules, Optional<CrmCondition> filter, Lane lane) {
        this.connection = connection;
        this.rules = rules;
        this.filter = filter;
        this.lane = lane;
    }

    /**
     * Compares them.
     *
     * @param links where the hub knows a prospect to be, with the rule by which it knows the prospect
     * @return one finding for each that is there or could not be asked for; the others are not there
     */
    CompletableFuture<Map<RecordKey, Finding>> of(List<HubRecord> prospects, Map<RecordKey, Linked> links) {
        if (filter.isEmpty()) {
            links.forEach((key, linked) -> findings.put(key, found(linked.ids(), linked.rule(), "link")));
        }
        List<RuleLookup> askable =
                rules.stream().filter(rule -> rule.unmapped().isEmpty()).toList();
        List<HubRecord> comparable = new ArrayList<>();
        for (HubRecord prospect : prospects) {
            if (askable.stream().anyMatch(rule -> rule.applies(prospect))) {
                comparable.add(prospect);
            } else {
                findings.putIfAbsent(prospect.key(), unknown(incomparable()));
            }
        }
        CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);
        for (RuleLookup rule : askable) {
            asked = asked.thenCompose(before -> lookUp(rule, open(comparable)));
        }
        return asked.thenCompose(before -> readLinked(links)).thenApply(before -> findings);
    }

    /** A prospect that the hub has, with its records in the connection. */
    record Linked(List<ExternalId> ids, String rule) {}

    private List<HubRecord> open(List<HubRecord> prospects) {
        return prospects.stream().filter(p -> !findings.containsKey(p.key())).toList();
    }

    private CompletableFuture<Void> lookUp(RuleLookup rule, List<HubRecord> prospects) {
        return all(rule.pieces(prospects, connection.crm().limits()).stream()
                .map(piece -> lookUp(rule, piece, new Patience()))
                .toList());
    }

    private CompletableFuture<Void> lookUp(RuleLookup rule, List<HubRecord> piece, Patience patience) {
        return asked(
                () -> connection
                        .ask(rule.object(), "lookup", piece.size(), lane, crm -> rule.find(crm, piece))
                        .thenAccept(found -> found.forEach((key, records) ->
                                findings.put(key, found(ids(rule.object(), records), rule.name(), "lookup")))),
                patience,
                error -> {
                    if (piece.size() > 1 && WhatNext.of(error) instanceof WhatNext.GiveUp) {
                        int half = piece.size() / 2;
                        return all(List.of(
                                lookUp(rule, piece.subList(0, half), patience),
                                lookUp(rule, piece.subList(half, piece.size()), patience)));
                    }
                    piece.forEach(each -> findings.put(each.key(), unknown(error)));
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** Whom the hub knows to be there and no rule found may be there by other words: its own record is looked at. */
    private CompletableFuture<Void> readLinked(Map<RecordKey, Linked> links) {
        if (filter.isEmpty() || rules.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Map<RecordKey, Linked> open = new LinkedHashMap<>(links);
        open.keySet().removeIf(findings::containsKey);
        List<RecordKey> keys = List.copyOf(open.keySet());
        int most = Math.max(1, connection.crm().limits().readBatch() / NAMED);
        List<CompletableFuture<Void>> reads = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += most) {
            Map<RecordKey, Linked> piece = new LinkedHashMap<>();
            keys.subList(from, Math.min(keys.size(), from + most)).forEach(k -> piece.put(k, open.get(k)));
            reads.add(readLinked(piece, new Patience()));
        }
        return all(reads);
    }

    private CompletableFuture<Void> readLinked(Map<RecordKey, Linked> piece, Patience patience) {
        CrmCondition wanted = filter.orElseThrow();
        Filter meets = Filters.compile(wanted.condition());
        String object = rules.get(0).object();
        List<String> ids = piece.values().stream()
                .flatMap(linked -> linked.ids().stream())
                .map(ExternalId::id)
                .distinct()
                .toList();
        return asked(
                () -> connection
                        .ask(
                                object,
                                "read",
                                ids.size(),
                                lane,
                                crm -> crm.read(object, ids, Filters.fields(wanted.condition())))
                        .thenAccept(records -> {
                            List<String> there = records.stream()
                                    .filter(r -> meets.test(r.fields()::get))
                                    .map(CrmRecord::id)
                                    .toList();
                            piece.forEach((key, linked) -> {
                                List<ExternalId> counting = linked.ids().stream()
                                        .filter(id -> there.contains(id.id()))
                                        .toList();
                                if (!counting.isEmpty()) {
                                    findings.put(key, found(counting, linked.rule(), "link"));
                                }
                            });
                        }),
                patience,
                error -> {
                    piece.keySet().forEach(key -> findings.put(key, unknown(error)));
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** What to do when a question failed for good. */
    @FunctionalInterface
    private interface Failed {
        CompletableFuture<Void> with(CaravanException error);
    }

    /** Asks, and asks again after what passes soon. */
    private static CompletableFuture<Void> asked(
            Supplier<CompletableFuture<Void>> question, Patience patience, Failed failed) {
        return question.get()
                .handle((done, error) -> {
                    if (error == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    CaravanException known = known(error);
                    return patience.after(known)
                            .map(wait -> CompletableFuture.runAsync(
                                            () -> {},
                                            CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS))
                                    .thenCompose(waited -> asked(question, patience, failed)))
                            .orElseGet(() -> failed.with(known));
                })
                .thenCompose(next -> next);
    }

    private static CaravanException known(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CaravanException known) {
            return known;
        }
        throw new CompletionException(cause);
    }

    /** How long one piece goes on trying; for one piece after the other. */
    private static final class Patience {
        private boolean hadBlip;
        private Duration waited = Duration.ZERO;

        Optional<Duration> after(CaravanException error) {
            if (!(error instanceof CrmException crm)) {
                return Optional.empty();
            }
            if (crm.error() instanceof CrmError.RateLimited limited) {
                Duration wait = limited.retryAfter().orElse(Duration.ofSeconds(1));
                waited = waited.plus(wait);
                return waited.compareTo(PATIENCE) > 0 ? Optional.empty() : Optional.of(wait);
            }
            if (crm.error() instanceof CrmError.Transient && !hadBlip) {
                hadBlip = true;
                return Optional.of(BLIP);
            }
            return Optional.empty();
        }
    }

    private static CompletableFuture<Void> all(Collection<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    private List<ExternalId> ids(String object, List<CrmRecord> records) {
        return records.stream()
                .map(r -> new ExternalId(connection.name(), object, r.id()))
                .toList();
    }

    private static Finding found(List<ExternalId> ids, String rule, String how) {
        return new Finding(
                ids.stream()
                        .limit(NAMED)
                        .map(id -> new ProspectAnswer.InCrm(id.connection().value(), id.object(), id.id(), rule, how))
                        .toList(),
                Optional.empty());
    }

    private Finding unknown(CaravanException error) {
        return unknown(error.code(), String.valueOf(error.getMessage()));
    }

    private Finding unknown(String reason) {
        return unknown(ErrorCode.RECORD_INVALID, ErrorCode.RECORD_INVALID.code() + " " + reason);
    }

    private Finding unknown(ErrorCode code, String reason) {
        return new Finding(
                List.of(),
                Optional.of(new ProspectAnswer.Unknown(connection.name().value(), code.code(), reason)));
    }

    private String incomparable() {
        List<String> unmapped = rules.stream()
                .flatMap(rule -> rule.unmapped().stream())
                .distinct()
                .toList();
        if (rules.isEmpty()) {
            return "there is no rule to compare by. Name one in caravan.sourcing, or in the mapping's match.";
        }
        return unmapped.isEmpty()
                ? "there is nothing usable to compare by: " + String.join(", ", names()) + "."
                : "the mapping does not map " + String.join(", ", unmapped) + ", so the CRM cannot be asked by it.";
    }

    private List<String> names() {
        return rules.stream().map(RuleLookup::name).toList();
    }
}
