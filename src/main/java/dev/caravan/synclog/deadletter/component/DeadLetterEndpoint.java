package dev.caravan.synclog.deadletter.component;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The end of a record that met an error: kept with its error and its trail when it failed for good, given back to its
 * change mark when a later try may pass.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "deadletter",
        title = "Dead Letter",
        syntax = "deadletter:name",
        category = {Category.MONITORING},
        producerOnly = true)
public class DeadLetterEndpoint extends DefaultEndpoint {
    @UriPath(description = "Name under which dead letters of exchanges without a change mark are kept")
    @Metadata(required = true)
    private String name = "";

    public DeadLetterEndpoint(String uri, DeadLetterComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        return new DeadLetterProducer(this, (DeadLetterComponent) getComponent());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new IllegalArgumentException("deadletter:" + name
                + " cannot start a route: a replayed record gets a new change mark and comes through its own route.");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
