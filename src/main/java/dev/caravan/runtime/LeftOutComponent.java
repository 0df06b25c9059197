package dev.caravan.runtime;

import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Work;
import dev.caravan.rehearsal.PlannedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Stands in for every component that may do something outside: its steps are left out, which the record's trail says.
 */
final class LeftOutComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear();
        return new LeftOut(uri, this);
    }

    private static final class LeftOut extends DefaultEndpoint {
        LeftOut(String uri, LeftOutComponent component) {
            super(uri, component);
        }

        @Override
        public boolean isLenientProperties() {
            return true;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    Work work = exchange.getProperty(HubConstants.WORK, Work.class);
                    if (work != null) {
                        List<String> steps = new ArrayList<>(PlannedRecord.skippedSteps(work));
                        // What follows the question mark may hold a secret.
                        steps.add(getEndpointUri().replaceFirst("\\?.*", ""));
                        work.trail().note(PlannedRecord.SKIPPED_STEPS, steps);
                    }
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }
}
