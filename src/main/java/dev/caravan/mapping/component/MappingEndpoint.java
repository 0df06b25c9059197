package dev.caravan.mapping.component;

import dev.caravan.hub.Direction;
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

/**
 * Turns a matched hub record into what has to be written to a CRM, or a CRM's record into hub fields, as the mapping
 * file says.
 *
 * <p>A record on which both sides agree already, or which the mapping keeps back, ends its way here.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "mapping",
        title = "Mapping",
        syntax = "mapping:connection/record",
        producerOnly = true,
        category = {Category.TRANSFORMATION, Category.SAAS})
public final class MappingEndpoint extends DefaultEndpoint {
    @UriPath(description = "Connection whose mapping is used; the file is mappings/connection/record.yaml")
    @Metadata(required = true)
    private String connection = "";

    @UriPath(description = "Type of the records: company, contact, lead, deal or an activity")
    @Metadata(required = true)
    private String record = "";

    @UriParam(
            label = "producer",
            defaultValue = "PUSH",
            description = "PUSH makes a write for the CRM from a match; PULL makes hub fields from a CRM record")
    private Direction direction = Direction.PUSH;

    @UriParam(
            label = "producer",
            description =
                    "Name under 'triggers' of the mapping file whose fields are used besides or instead of the usual ones")
    private String trigger = "";

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether every push setting is overridden, as when a person pushes just this record")
    private boolean manual;

    public MappingEndpoint(String uri, MappingComponent component) {
        super(uri, component);
    }

    MappingComponent component() {
        return (MappingComponent) getComponent();
    }

    RecordType type() {
        return RecordType.of(record);
    }

    @Override
    public Producer createProducer() {
        return new MappingProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new InvalidInputException(
                ErrorCode.ROUTE_INVALID,
                "'" + getEndpointUri() + "' cannot stand behind 'from'. Begin with hub:" + record + ".");
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

    public Direction getDirection() {
        return direction;
    }

    public void setDirection(Direction direction) {
        this.direction = direction;
    }

    public String getTrigger() {
        return trigger;
    }

    public void setTrigger(String trigger) {
        this.trigger = trigger;
    }

    public boolean isManual() {
        return manual;
    }

    public void setManual(boolean manual) {
        this.manual = manual;
    }
}
