package dev.caravan.hub.component;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.MatchAgainException;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.PullEnd;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.Question;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Verdicts.Verdict;
import dev.caravan.hub.WaitForRecordException;
import dev.caravan.hub.Work;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Takes records in, and answers what the REST API asks about them. */
final class HubProducer extends DefaultAsyncProducer {
    private static final int PAGE = 200;
    private final HubEndpoint endpoint;

    HubProducer(HubEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            if (exchange.getMessage().getBody() instanceof Pulled pulled) {
                return pull(exchange, pulled, callback);
            }
            RecordType type = typeOf(exchange.getMessage());
            if (endpoint.getOperation().equals("receive")) {
                return receive(exchange, type, callback);
            }
            answer(exchange, type);
        } catch (CaravanException e) {
            JsonAnswer.problem(exchange, e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private RecordType typeOf(Message in) {
        return RecordType.of(
                endpoint.getRecord().equals(HubEndpoint.ANY)
                        ? in.getHeader(HubHeaders.TYPE, "", String.class)
                        : endpoint.getRecord());
    }

    private boolean receive(Exchange exchange, RecordType type, AsyncCallback callback) throws Exception {
        List<RecordReader.Row> rows = read(exchange, type);
        List<Incoming> good = rows.stream().flatMap(r -> r.record().stream()).toList();
        if (good.isEmpty()) {
            JsonAnswer.received(exchange, rows, List.of());
            callback.done(true);
            return true;
        }
        endpoint.hub().intake().receive(type, good).whenComplete((results, error) -> {
            if (error == null) {
                JsonAnswer.received(exchange, rows, results);
            } else if (error instanceof CaravanException known) {
                JsonAnswer.problem(exchange, known);
            } else {
                exchange.setException(error);
            }
            callback.done(false);
        });
        return false;
    }

    private boolean pull(Exchange exchange, Pulled pulled, AsyncCallback callback) {
        Work work = exchange.getProperty(HubConstants.WORK, Work.class);
        boolean waited = work == null || work.mark().hasWaited();
        Verdict verdict = work == null ? null : verdict(work, pulled);
        if (verdict == Verdict.LEAVE_OUT && work != null) {
            work.conclude(new Outcome.Skipped("a person decided in the review queue to leave it out"), null);
            callback.done(true);
            return true;
        }
        boolean alone = work == null || verdict == Verdict.GO_ON;
        endpoint.hub().pulls().pull(pulled, waited, alone).whenComplete((end, error) -> {
            if (error != null) {
                exchange.setException(error.getCause() == null ? error : error.getCause());
            } else if (end instanceof PullEnd.Done done) {
                taken(exchange, work, done);
            } else if (end instanceof PullEnd.Orphan orphan) {
                hold(work, pulled, orphan.company());
            } else if (end instanceof PullEnd.Waits waits) {
                exchange.setException(new WaitForRecordException(
                        new RecordKey(pulled.type(), pulled.id().id()),
                        new RecordKey(waits.type(), waits.externalId()),
                        "it comes first"));
            } else if (end instanceof PullEnd.Again again) {
                exchange.setException(new MatchAgainException(pulled.id(), again.why()));
            }
            callback.done(false);
        });
        return false;
    }

    private @Nullable Verdict verdict(Work work, Pulled pulled) {
        ExternalId company = pulled.company();
        return company == null || !pulled.merge().isHeldWithoutCompany()
                ? null
                : endpoint.hub()
                        .verdicts()
                        .of(work.mark(), new Question.MissingCompany(company.id(), Map.of()))
                        .orElse(null);
    }

    private static void hold(@Nullable Work work, Pulled pulled, ExternalId company) {
        if (work != null) {
            String reason = "its company " + company
                    + " is not in the hub, and the mapping says company.requiredParent:" + " hold";
            work.trail().note("taken", Map.of("held", reason));
            work.conclude(new Outcome.Held(reason, new Question.MissingCompany(company.id(), pulled.fields())), null);
        }
    }

    private static void taken(Exchange exchange, @Nullable Work work, PullEnd.Done done) {
        RecordKey record = done.record();
        exchange.getMessage().setBody(record);
        if (work != null) {
            if (record != null) {
                work.about(record);
            }
            work.trail().note("taken", done.outcome().message());
            work.conclude(done.outcome(), null);
        }
    }

    private List<RecordReader.Row> read(Exchange exchange, RecordType type) throws Exception {
        Message in = exchange.getMessage();
        RecordReader reader =
                new RecordReader(type, endpoint.getOrigin(), endpoint.hub().clock());
        Object body = in.getBody();
        if (body instanceof Map<?, ?> map) {
            return List.of(reader.map(1, map));
        }
        if (body instanceof List<?> list) {
            List<RecordReader.Row> rows = new ArrayList<>();
            for (Object each : list) {
                rows.add(
                        each instanceof Map<?, ?> map
                                ? reader.map(rows.size() + 1, map)
                                : RecordReader.Row.wrong(rows.size() + 1, "", "is not an object"));
            }
            return rows;
        }
        InputStream bytes = in.getBody(InputStream.class);
        return reader.read(
                in.getHeader(Exchange.CONTENT_TYPE, "application/json", String.class),
                bytes == null ? new ByteArrayInputStream(new byte[0]) : bytes);
    }

    private void answer(Exchange exchange, RecordType type) {
        Message in = exchange.getMessage();
        switch (endpoint.getOperation()) {
            case "read" -> {
                HubRecord found = endpoint.hub().records().find(keyOf(in, type)).orElseThrow(() -> notFound(type));
                JsonAnswer.record(exchange, found);
            }
            case "delete" -> {
                if (!endpoint.hub().intake().delete(keyOf(in, type), endpoint.getOrigin())) {
                    throw notFound(type);
                }
                JsonAnswer.empty(exchange);
            }
            default -> JsonAnswer.records(exchange, search(in, type));
        }
    }

    private static InvalidInputException notFound(RecordType type) {
        return new InvalidInputException(
                ErrorCode.RECORD_NOT_FOUND, "the hub has no " + type.word() + " with that id.");
    }

    private static RecordKey keyOf(Message in, RecordType type) {
        try {
            return new RecordKey(type, in.getHeader(HubHeaders.ID, "", String.class));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.RECORD_INVALID, e.getMessage() + ".");
        }
    }

    /** What is known to be in a CRM (R58). */
    private List<HubRecord> linked(RecordType type, String where, String after) {
        Optional<ConnectionName> connection = where.equals("*")
                ? Optional.empty()
                : Optional.of(endpoint.hub().connection().apply(where));
        return endpoint.hub().records().linkedPage(type, connection, after, PAGE);
    }

    /** By match key where the field has one, else a walk through the records of the type in the order of their ids. */
    private List<HubRecord> search(Message in, RecordType type) {
        String field = in.getHeader(HubHeaders.FIELD, "", String.class);
        String value = in.getHeader(HubHeaders.VALUE, "", String.class);
        String after = in.getHeader(HubHeaders.AFTER, "", String.class);
        String where = in.getHeader(HubHeaders.IN, "", String.class);
        if (field.isEmpty()) {
            return where.isEmpty() ? endpoint.hub().records().page(type, after, PAGE) : linked(type, where, after);
        }
        if (!where.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "'in' and 'field' cannot be asked together. Take one of them out.");
        }
        Map<String, Object> probe = new LinkedHashMap<>(Map.of(field, value));
        HubRecord wanted = HubRecord.of(
                new RecordKey(type, "probe"), probe, endpoint.hub().clock().instant(), "app");
        Optional<MatchKey> key = endpoint.hub().keys().apply(wanted).stream().findFirst();
        if (key.isPresent()) {
            return endpoint.hub().records().byKey(type, key.get(), PAGE);
        }
        List<HubRecord> found = new ArrayList<>();
        List<HubRecord> page = endpoint.hub().records().page(type, after, PAGE);
        while (!page.isEmpty() && found.size() < PAGE) {
            page.stream().filter(r -> r.text(field).equals(value)).forEach(found::add);
            page = endpoint.hub()
                    .records()
                    .page(type, page.get(page.size() - 1).key().id(), PAGE);
        }
        return found;
    }
}
