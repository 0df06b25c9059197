package dev.caravan.hub.component;

import dev.caravan.hub.RecordType;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** The hub of records: hands out those that are not in agreement with a connection, and takes records in. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "hub",
        title = "Hub",
        syntax = "hub:record",
        category = {Category.DATABASE, Category.SAAS},
        headersClass = HubHeaders.class)
public class HubEndpoint extends DefaultEndpoint {
    static final String ANY = "any";
    static final String EVENT = "event";
    static final String MESSAGE = "message";
    static final String WEBHOOK = "webhook";

    @UriPath(
            description =
                    "Type of the records: company, contact, lead, deal; any takes the type from the header 'type';"
                            + " event takes App events; message takes records that name their type themselves; webhook"
                            + " takes the App's signed changes and events, once they are verified")
    @Metadata(required = true)
    private String record = "";

    @UriParam(
            label = "consumer",
            description =
                    "Connection for which changed records are handed out; each is settled at the end of the route")
    private @Nullable String connection;

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            description = "Most records under way through the route at once")
    private int inFlight = 1000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description = "Longest wait before looking for marks that another process made")
    private long lookEvery = 1000;

    @UriParam(
            label = "producer",
            defaultValue = "receive",
            enums = "receive,read,search,delete",
            description =
                    "What is done with the body: receive merges records (JSON, NDJSON, CSV or maps) into the hub; read,"
                            + " search and delete answer as the REST API does")
    private String operation = "receive";

    @UriParam(
            label = "producer",
            defaultValue = "app",
            description = "Who the received values come from, as kept with each field")
    private String origin = "app";

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether the body becomes the answer and says what was wrong, as HTTP needs it; without it the exchange"
                            + " ends with an error instead, so that a queue's bad message is kept as a dead letter")
    private boolean answer = true;

    public HubEndpoint(String uri, HubComponent component) {
        super(uri, component);
    }

    void check() {
        if (!List.of(ANY, EVENT, MESSAGE, WEBHOOK).contains(record)) {
            RecordType.of(record);
        }
        if (!List.of("receive", "read", "search", "delete").contains(operation)) {
            throw new IllegalArgumentException(
                    "hub: operation '" + operation + "' does not exist. Use receive, read, search or delete.");
        }
    }

    HubComponent.Hub hub() {
        return ((HubComponent) getComponent()).hub();
    }

    @Override
    public Producer createProducer() {
        return switch (record) {
            case EVENT -> new EventProducer(this);
            case MESSAGE -> new MessageProducer(this);
            case WEBHOOK -> new WebhookProducer(this);
            default -> new HubProducer(this);
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (connection == null || connection.isEmpty()) {
            throw new IllegalArgumentException("hub:" + record
                    + " as the start of a route needs the option 'connection': records changed for which connection?");
        }
        HubConsumer consumer = new HubConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public String getRecord() {
        return record;
    }

    public void setRecord(String record) {
        this.record = record;
    }

    public @Nullable String getConnection() {
        return connection;
    }

    public void setConnection(@Nullable String connection) {
        this.connection = connection;
    }

    public int getInFlight() {
        return inFlight;
    }

    public void setInFlight(int inFlight) {
        this.inFlight = inFlight;
    }

    public long getLookEvery() {
        return lookEvery;
    }

    public void setLookEvery(long lookEvery) {
        this.lookEvery = lookEvery;
    }

    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public boolean isAnswer() {
        return answer;
    }

    public void setAnswer(boolean answer) {
        this.answer = answer;
    }

    public String getOrigin() {
        return origin;
    }

    public void setOrigin(String origin) {
        this.origin = origin;
    }
}
