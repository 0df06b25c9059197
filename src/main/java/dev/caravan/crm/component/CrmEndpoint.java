package dev.caravan.crm.component;

import dev.caravan.crm.batch.BatchOptions;
import dev.caravan.crm.batch.ConnectionRuntime;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Create, update, read, search, delete and associate records of a CRM; hand out those that changed there.
 *
 * <p>Each exchange carries one record; what waits at the same time goes out in one call, and each exchange ends with
 * its own result or error.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "crm",
        title = "CRM",
        syntax = "crm:connection/record",
        category = {Category.SAAS},
        headersClass = CrmConstants.class)
public final class CrmEndpoint extends DefaultEndpoint {
    @UriPath(description = "Name of the connection, as configured under caravan.connections")
    private final String connection;

    @UriPath(description = "Record type: company, contact, lead, deal, email, note, task, call, meeting or summary")
    private final String record;

    @UriParam(
            label = "producer",
            defaultValue = "write",
            description = "What is done with each exchange; upsert, create and update mean the same as write")
    private CrmOperation operation = CrmOperation.WRITE;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "25ms",
            description =
                    "How long no further record has to come before a batch that is not full is sent; ten times that at most")
    private Duration linger = Duration.ofMillis(25);

    @UriParam(
            label = "producer,advanced",
            defaultValue = "0",
            description = "Most records in one call; 0 means as many as the vendor takes")
    private int maxBatch;

    @UriParam(
            label = "producer,advanced",
            description =
                    "The CRM's kind of thing to read, search or delete, where it is not the usual one for the record")
    private @Nullable String object;

    @UriParam(
            label = "producer",
            description =
                    "CRM fields that a read or search returns, separated by commas; all fields when nothing is named")
    private @Nullable String fields;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "How often the CRM is asked what changed; 0 asks never, and leaves it to webhooks, imports and people")
    private Duration poll = Duration.ZERO;

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            description = "Most records under way through the route at once")
    private int inFlight = 1000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "1s",
            description = "Longest wait before looking for marks that another process made")
    private Duration lookEvery = Duration.ofSeconds(1);

    CrmEndpoint(String uri, CrmComponent component, String connection, String record) {
        super(uri, component);
        this.connection = connection;
        this.record = record;
    }

    @Override
    public Producer createProducer() {
        return switch (operation) {
            case RECEIVE -> new ReceiveProducer(this);
            case VERIFY -> new VerifyProducer(this);
            default -> new CrmProducer(this);
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        CrmConsumer consumer = new CrmConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** The threads and batches of the connection. */
    ConnectionRuntime runtime() {
        return component().runtime().of(connection);
    }

    CrmComponent component() {
        return (CrmComponent) getComponent();
    }

    BatchOptions options() {
        return new BatchOptions(linger, maxBatch);
    }

    /** The CRM's kind of thing for operations whose body does not name it. */
    String crmObject() {
        if (object != null) {
            return object;
        }
        return runtime()
                .connection()
                .crm()
                .objectFor(RecordType.of(record))
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.ROUTE_INVALID,
                        "'" + connection + "' has no usual object for " + record
                                + ". Name one by the option 'object'."));
    }

    /** The named fields; empty means all. */
    List<String> fieldNames() {
        return split(fields == null ? "" : fields);
    }

    static List<String> split(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList();
    }

    public String getConnection() {
        return connection;
    }

    public String getRecord() {
        return record;
    }

    public Duration getPoll() {
        return poll;
    }

    public void setPoll(Duration poll) {
        this.poll = poll;
    }

    public int getInFlight() {
        return inFlight;
    }

    public void setInFlight(int inFlight) {
        this.inFlight = inFlight;
    }

    public Duration getLookEvery() {
        return lookEvery;
    }

    public void setLookEvery(Duration lookEvery) {
        this.lookEvery = lookEvery;
    }

    public CrmOperation getOperation() {
        return operation;
    }

    public void setOperation(CrmOperation operation) {
        this.operation = operation;
    }

    public Duration getLinger() {
        return linger;
    }

    public void setLinger(Duration linger) {
        this.linger = linger;
    }

    public int getMaxBatch() {
        return maxBatch;
    }

    public void setMaxBatch(int maxBatch) {
        this.maxBatch = maxBatch;
    }

    public @Nullable String getObject() {
        return object;
    }

    public void setObject(String object) {
        this.object = object;
    }

    public @Nullable String getFields() {
        return fields;
    }

    public void setFields(String fields) {
        this.fields = fields;
    }
}
