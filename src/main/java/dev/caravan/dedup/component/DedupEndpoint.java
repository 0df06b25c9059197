package dev.caravan.dedup.component;

import dev.caravan.dedup.Counterparts;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Finds a record's counterpart in a connection, marks it new, or holds it for a person. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "dedup",
        title = "Dedup",
        syntax = "dedup:connection/record",
        producerOnly = true,
        category = {Category.TRANSFORMATION, Category.SAAS})
public class DedupEndpoint extends DefaultEndpoint {
    private static final String HUB = "hub";

    @UriPath(
            description =
                    "Connection in which the counterpart is looked for; hub for the hub's own record of one that is pulled")
    @Metadata(required = true)
    private String connection = "";

    @UriPath(description = "Type of the records: company, contact, lead or deal")
    @Metadata(required = true)
    private String record = "";

    @UriParam(
            label = "producer,advanced",
            defaultValue = "25",
            javaType = "java.time.Duration",
            description =
                    "How long no further record has to come before the CRM is asked about fewer than fit; ten times that at most")
    private long linger = 25;

    public DedupEndpoint(String uri, DedupComponent component) {
        super(uri, component);
    }

    void check() {
        if (connection.isEmpty() || record.isEmpty()) {
            throw wrong("needs a connection and a record type: dedup:hubspot/contact");
        }
        RecordType.of(record);
        if (linger < 0 || linger > 60_000) {
            throw wrong("has a linger of " + linger + " ms. Write 0-60000");
        }
    }

    private InvalidInputException wrong(String what) {
        return new InvalidInputException(
                ErrorCode.ROUTE_INVALID, "dedup:" + connection + "/" + record + " " + what + ".");
    }

    Counterparts counterparts() {
        return ((DedupComponent) getComponent()).counterparts();
    }

    ConnectionName connectionName() {
        return new ConnectionName(connection);
    }

    RecordType type() {
        return RecordType.of(record);
    }

    @Override
    public Producer createProducer() {
        return connection.equals(HUB) ? new HubMatchProducer(this) : new DedupProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw wrong("cannot start a route. Begin with hub:" + record);
    }

    public String getConnection() {
        return connection;
    }

    public void setConnection(String connection) {
        this.connection = connection;
    }

    public String getRecord() {
        return record;
    }

    public void setRecord(String record) {
        this.record = record;
    }

    public long getLinger() {
        return linger;
    }

    public void setLinger(long linger) {
        this.linger = linger;
    }
}
