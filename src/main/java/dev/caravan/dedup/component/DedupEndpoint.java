package dev.caravan.dedup.component;

import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.sourcing.Sourcing;
import dev.caravan.dedup.sourcing.SourcingOrder;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Clock;
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

/** Finds a record's counterpart in a connection, marks it new, or holds it for a person. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "dedup",
        title = "Dedup",
        syntax = "dedup:connection/record",
        producerOnly = true,
        category = {Category.TRANSFORMATION, Category.SAAS},
        headersClass = DedupHeaders.class)
public class DedupEndpoint extends DefaultEndpoint {
    private static final String HUB = "hub";
    private static final String ANY = "any";
    private static final String MATCH = "match";
    private static final String EXISTS = "exists";

    @UriPath(
            description =
                    "Connection in which the counterpart is looked for; hub for the hub's own record of one that is pulled;"
                            + " with operation=exists also any for all connections")
    @Metadata(required = true)
    private String connection = "";

    @UriPath(
            description =
                    "Type of the records: company, contact, lead or deal; with operation=exists also any, which takes the"
                            + " type and what else is wanted from the headers and answers as the REST API does")
    @Metadata(required = true)
    private String record = "";

    @UriParam(
            label = "producer,advanced",
            defaultValue = "25",
            javaType = "java.time.Duration",
            description =
                    "How long no further record has to come before the CRM is asked about fewer than fit; ten times that at most")
    private long linger = 25;

    @UriParam(
            label = "producer",
            defaultValue = "match",
            enums = "match,exists",
            description =
                    "What is asked about a record: match finds its counterpart, marks it new or holds it; exists says, for"
                            + " one record or a list, who is in a CRM or in the hub already, and decides nothing")
    private String operation = MATCH;

    @UriParam(
            label = "producer",
            description =
                    "What a record has to meet to count with operation=exists, such as lifecycle_stage = 'customer'; by"
                            + " default what caravan.sourcing says")
    private String filter = "";

    public DedupEndpoint(String uri, DedupComponent component) {
        super(uri, component);
    }

    void check() {
        if (connection.isEmpty() || record.isEmpty()) {
            throw wrong("needs a connection and a record type: dedup:hubspot/contact");
        }
        if (!operation.equals(MATCH) && !operation.equals(EXISTS)) {
            throw wrong("has an operation '" + operation + "'. " + NearestName.hint(operation, List.of(MATCH, EXISTS)));
        }
        boolean isExists = operation.equals(EXISTS);
        if (!(isExists && isAnyType())) {
            RecordType.of(record);
        }
        if (!isExists && !filter.isEmpty()) {
            throw wrong("has a filter, which only operation=exists takes");
        }
        if (!filter.isEmpty()) {
            Filters.parse(filter, "dedup:" + connection + "/" + record);
        }
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

    Sourcing sourcing() {
        return ((DedupComponent) getComponent()).sourcing();
    }

    Clock clock() {
        return ((DedupComponent) getComponent()).clock();
    }

    /** Whether the type, and all that is wanted, comes with each exchange. */
    boolean isAnyType() {
        return record.equals(ANY);
    }

    /** What operation=exists asks. */
    SourcingOrder order(Lane lane) {
        return SourcingOrder.of(type(), connection.equals(ANY) ? "" : connection, filter, lane);
    }

    ConnectionName connectionName() {
        return new ConnectionName(connection);
    }

    RecordType type() {
        return RecordType.of(record);
    }

    @Override
    public Producer createProducer() {
        if (operation.equals(EXISTS)) {
            return new ExistsProducer(this);
        }
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

    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public String getFilter() {
        return filter;
    }

    public void setFilter(String filter) {
        this.filter = filter;
    }
}
