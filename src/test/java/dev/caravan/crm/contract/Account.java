package dev.caravan.crm.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Driver;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** An account at a sandbox, empty at first, with connections to it. */
final class Account implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Subject subject;
    final Driver driver;
    final CountingGate gate = new CountingGate();
    private final Sandboxes sandboxes;
    private final CamelContext camel = new DefaultCamelContext();
    private final SandboxClient client;
    private final List<Crm> open = new ArrayList<>();
    /** A record and a cursor that a table of operations uses. */
    String someId = "";

    String someCursor = "";
    private long number;
    private List<AssociateTo> lastParents = List.of();

    Account(Subject subject) {
        this.subject = subject;
        this.sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(subject.vendor()));
        this.client = new SandboxClient(url(), "sandbox");
        camel.start();
        this.driver = subject.driver(camel, new MemoryTokenStore());
    }

    String url() {
        return sandboxes.vendor(subject.vendor()).baseUrl();
    }

    /** What the last record that was made hangs on. */
    List<AssociateTo> lastParents() {
        return lastParents;
    }

    /** What the driver can do at this CRM. */
    Capabilities capabilities() {
        return driver.capabilities(new ConnectionName(subject.vendor()), subject.settings(url(), PATIENCE));
    }

    /** A connection that knows nothing yet. */
    Crm connect() {
        return connect(PATIENCE);
    }

    Crm connect(Duration timeout) {
        Crm crm = driver.open(new ConnectionName(subject.vendor()), subject.settings(url(), timeout), gate);
        open.add(crm);
        return crm;
    }

    /** Back to an account without records and faults. */
    void empty() {
        client.post("/_sandbox/reset", "");
        open.forEach(Crm::close);
        open.clear();
    }

    /** From now on calls meet these faults; none for the empty text. */
    void faults(String rule) {
        client.put("/_sandbox/faults", "{\"rules\":[" + rule + "]}");
    }

    JsonNode calls() {
        return client.get("/_sandbox/calls").json();
    }

    /** The object that stands for a type. */
    String object(Crm crm, RecordType type) {
        return crm.objectFor(type).orElseThrow(() -> new AssertionError(subject.vendor() + " has no " + type.word()));
    }

    long nextNumber() {
        return ++number;
    }

    /** Whatever a record of that type has to hang on, made first. */
    List<AssociateTo> parents(Crm crm, RecordType type) {
        if (type == RecordType.COMPANY || type == RecordType.CONTACT) {
            return List.of();
        }
        List<AssociateTo> parents = new ArrayList<>();
        if (type.isActivity()) {
            parents.add(parent(crm, RecordType.CONTACT));
        }
        if (!type.isActivity() || subject.linksWithCompanies(type)) {
            parents.add(parent(crm, RecordType.COMPANY));
        }
        return parents;
    }

    private AssociateTo parent(Crm crm, RecordType type) {
        return new AssociateTo(object(crm, type), create(crm, type), AssociateTo.Kind.PRIMARY);
    }

    /** A new record like the sample; its id. */
    String create(Crm crm, RecordType type) {
        return written(crm.write(
                        object(crm, type),
                        List.of(newOne(crm, type, subject.sample(type).values(nextNumber())))))
                .id();
    }

    /** The write of a new record, with associations in the fields that stand for them, as the runtime puts them. */
    Write newOne(Crm crm, RecordType type, Map<String, @Nullable Object> values) {
        String object = object(crm, type);
        Map<String, @Nullable Object> all = new java.util.LinkedHashMap<>(values);
        lastParents = parents(crm, type);
        for (AssociateTo to : lastParents) {
            crm.associationField(object, to.object())
                    .ifPresent(field -> all.putIfAbsent(field, held(crm, object, field)));
        }
        return new Write(new RecordKey(type, "hub-" + nextNumber()), object, null, all, lastParents, all, "created");
    }

    /** What the field holds of the last parents, some of which may share it. */
    String held(Crm crm, String object, String field) {
        return crm.associationValue(
                object,
                lastParents.stream()
                        .filter(to -> crm.associationField(object, to.object())
                                .filter(field::equals)
                                .isPresent())
                        .toList());
    }

    Write update(Crm crm, RecordType type, String id, Map<String, @Nullable Object> values) {
        return new Write(new RecordKey(type, "hub-of-" + id), object(crm, type), id, values, List.of(), values, "link");
    }

    static WriteResult.Written written(List<WriteResult> results) {
        if (results.size() == 1 && results.get(0) instanceof WriteResult.Written written) {
            return written;
        }
        throw new AssertionError("expected one written record and got " + results);
    }

    /** What one write ends in when it is refused, whether the call says it or the record. */
    static dev.caravan.crm.CrmError refusal(java.util.function.Supplier<List<WriteResult>> write) {
        try {
            List<WriteResult> results = write.get();
            if (results.size() == 1 && results.get(0) instanceof WriteResult.Refused refused) {
                return refused.error();
            }
            throw new AssertionError("expected a refused record and got " + results);
        } catch (CrmException e) {
            return e.error();
        }
    }

    @Override
    public void close() {
        open.forEach(Crm::close);
        camel.stop();
        sandboxes.close();
    }
}
