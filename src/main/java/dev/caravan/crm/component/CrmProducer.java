package dev.caravan.crm.component;

import dev.caravan.crm.Association;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.Completion;
import dev.caravan.crm.batch.ConnectionRuntime;
import dev.caravan.crm.batch.WriteOutcome;
import dev.caravan.filter.Condition;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Removal;
import dev.caravan.hub.Work;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Hands each exchange to the connection's batches and lets go of the thread; the batch completes it, exactly once. */
final class CrmProducer extends DefaultAsyncProducer {
    private final CrmEndpoint endpoint;
    private final WorkNotes notes;

    CrmProducer(CrmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.notes = new WorkNotes(
                new ConnectionName(endpoint.getConnection()),
                endpoint.component().clock());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (endpoint.getOperation() == CrmOperation.IMPORT) {
            return order(exchange, callback);
        }
        try {
            ConnectionRuntime runtime = endpoint.runtime();
            switch (endpoint.getOperation()) {
                case READ -> read(exchange, callback, runtime);
                case SEARCH -> search(exchange, callback, runtime);
                case DELETE -> delete(exchange, callback, runtime);
                case ASSOCIATE -> associate(exchange, callback, runtime);
                default -> write(exchange, callback, runtime);
            }
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private boolean order(Exchange exchange, AsyncCallback callback) {
        try {
            ImportStep.order(exchange, endpoint);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void write(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime) throws Exception {
        if (exchange.getMessage().getBody() instanceof Removal removal) {
            remove(exchange, callback, runtime, removal);
            return;
        }
        @Nullable Work work = work(exchange);
        Write write = exchange.getMessage().getMandatoryBody(Write.class).bringing(WorkNotes.change(work));
        if (work != null) {
            notes.sent(work, write);
        }
        Completion<WriteOutcome> end = answer -> {
            if (work != null && answer instanceof Answer.Failed<WriteOutcome> failed) {
                notes.failed(work, failed.error());
            }
            this.<WriteOutcome>end(exchange, callback, outcome -> written(exchange, work, write, outcome))
                    .complete(answer);
        };
        runtime.writer(write.object(), endpoint.options()).write(write, WorkNotes.lane(work), end);
    }

    private void written(Exchange exchange, @Nullable Work work, Write write, WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Done done) {
            exchange.getMessage().setBody(done.written());
            exchange.getMessage()
                    .setHeader(CrmConstants.EXTERNAL_ID, done.written().id());
            if (work != null) {
                notes.done(work, done);
            }
            done.notAssociated().ifPresent(exchange::setException);
        } else if (outcome instanceof WriteOutcome.Skipped skipped) {
            if (work != null) {
                notes.skipped(work, skipped.reason());
            } else {
                exchange.setException(notWritten(write, ErrorCode.DUPLICATE_VALUE, skipped.reason()));
            }
        } else if (outcome instanceof WriteOutcome.Held held) {
            if (work != null) {
                notes.held(work, held);
            } else {
                exchange.setException(notWritten(write, ErrorCode.MATCH_AMBIGUOUS, held.reason()));
            }
        }
    }

    private void remove(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime, Removal removal) {
        @Nullable Work work = work(exchange);
        Crm crm = runtime.connection().crm();
        RecordType type = removal.record().type();
        String object = Optional.ofNullable(removal.object())
                .or(() -> crm.objectFor(type))
                .orElse(type.word());
        String id = removal.record().id();
        runtime.<WriteResult>call(
                object,
                "delete",
                1,
                WorkNotes.lane(work),
                () -> crm.remove(object, id, removal.why(), WorkNotes.change(work)),
                end(exchange, callback, result -> {
                    if (result instanceof WriteResult.Refused refused) {
                        throw new CrmException(
                                endpoint.getConnection() + " " + object + " " + id, refused.error(), null);
                    }
                    exchange.getMessage().setBody(result);
                    if (work != null) {
                        notes.removed(work, removal);
                    }
                }));
    }

    private void read(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime) throws Exception {
        List<String> ids = new ArrayList<>();
        for (Object id : exchange.getMessage().getMandatoryBody(Collection.class)) {
            ids.add(String.valueOf(id));
        }
        String object = endpoint.crmObject();
        Crm crm = runtime.connection().crm();
        Collection<String> fields = fields(exchange);
        runtime.<List<CrmRecord>>call(
                object,
                "read",
                ids.size(),
                lane(exchange),
                () -> readAll(crm, object, ids, fields),
                end(exchange, callback, records -> exchange.getMessage().setBody(records)));
    }

    private static List<CrmRecord> readAll(Crm crm, String object, List<String> ids, Collection<String> fields) {
        List<CrmRecord> records = new ArrayList<>();
        if (!ids.isEmpty()) {
            Collection<String> asked =
                    fields.isEmpty() ? crm.describe(object).fields().keySet() : fields;
            int most = Math.max(1, crm.limits().readBatch());
            for (int from = 0; from < ids.size(); from += most) {
                records.addAll(crm.read(object, ids.subList(from, Math.min(ids.size(), from + most)), asked));
            }
        }
        return records;
    }

    private void search(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime) throws Exception {
        Object body = exchange.getMessage().getMandatoryBody();
        Condition condition = body instanceof Condition given
                ? given
                : endpoint.component().conditions().apply(exchange.getMessage().getMandatoryBody(String.class));
        String object = endpoint.crmObject();
        Crm crm = runtime.connection().crm();
        Collection<String> fields = fields(exchange);
        @Nullable String cursor = exchange.getMessage().getHeader(CrmConstants.CURSOR, String.class);
        runtime.<SearchPage>call(
                object,
                "search",
                1,
                lane(exchange),
                () -> crm.search(
                        object,
                        condition,
                        fields.isEmpty() ? crm.describe(object).fields().keySet() : fields,
                        cursor),
                end(exchange, callback, page -> {
                    exchange.getMessage().setBody(page.records());
                    page.next()
                            .ifPresentOrElse(
                                    next -> exchange.getMessage().setHeader(CrmConstants.CURSOR, next),
                                    () -> exchange.getMessage().removeHeader(CrmConstants.CURSOR));
                }));
    }

    private void delete(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime) throws Exception {
        Object body = exchange.getMessage().getMandatoryBody();
        String object = body instanceof Link link ? link.id().object() : endpoint.crmObject();
        String id = body instanceof Link link
                ? link.id().id()
                : exchange.getMessage().getMandatoryBody(String.class);
        runtime.delete(object, id, endpoint.options(), lane(exchange), body(exchange, callback));
    }

    private void associate(Exchange exchange, AsyncCallback callback, ConnectionRuntime runtime) throws Exception {
        Association association = exchange.getMessage().getMandatoryBody(Association.class);
        runtime.associate(association, lane(exchange), body(exchange, callback));
    }

    private static Completion<WriteResult.Written> body(Exchange exchange, AsyncCallback callback) {
        return end(exchange, callback, written -> exchange.getMessage().setBody(written));
    }

    /** Sets the result or the exception first and completes then: whoever waits sees the finished exchange. */
    private static <T> Completion<T> end(Exchange exchange, AsyncCallback callback, Consumer<T> onDone) {
        return answer -> {
            try {
                if (answer instanceof Answer.Done<T> done) {
                    onDone.accept(done.result());
                } else if (answer instanceof Answer.Failed<T> failed) {
                    exchange.setException(failed.error());
                }
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
            callback.done(false);
        };
    }

    private Collection<String> fields(Exchange exchange) {
        Object header = exchange.getMessage().getHeader(CrmConstants.FIELDS);
        if (header instanceof Collection<?> names) {
            return names.stream().map(String::valueOf).toList();
        }
        return header == null ? endpoint.fieldNames() : CrmEndpoint.split(header.toString());
    }

    private CrmException notWritten(Write write, ErrorCode code, String reason) {
        String what = endpoint.getConnection() + " " + write.object() + " "
                + write.record().id();
        return new CrmException(what, new CrmError.Rejected(reason, code), null);
    }

    private static Lane lane(Exchange exchange) {
        return WorkNotes.lane(work(exchange));
    }

    private static @Nullable Work work(Exchange exchange) {
        return exchange.getProperty(HubConstants.WORK, Work.class);
    }
}
