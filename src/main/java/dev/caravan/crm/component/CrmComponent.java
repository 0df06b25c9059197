package dev.caravan.crm.component;

import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** Makes crm endpoints; the running connections come from the application. */
@Component("crm")
public final class CrmComponent extends DefaultComponent {
    private static final Set<String> WITHOUT_RECORD = Set.of(CrmOperation.RECEIVE.name(), CrmOperation.VERIFY.name());

    private final CrmRuntime runtime;
    private final Function<String, Condition> conditions;
    private final Clock clock;
    private final PullSide pull;

    /**
     * @param conditions parses the condition of a search; throws a Caravan exception that says what is wrong with it
     */
    public CrmComponent(CrmRuntime runtime, Function<String, Condition> conditions, Clock clock, PullSide pull) {
        this.runtime = runtime;
        this.conditions = conditions;
        this.clock = clock;
        this.pull = pull;
    }

    PullSide pull() {
        return pull;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String operation = String.valueOf(parameters.get("operation")).toUpperCase(Locale.ROOT);
        if (WITHOUT_RECORD.contains(operation)) {
            runtime.mustKnow(remaining);
            CrmEndpoint endpoint = new CrmEndpoint(uri, this, remaining, "");
            setProperties(endpoint, parameters);
            return endpoint;
        }
        String[] parts = remaining.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "'crm:" + remaining + "' must name a connection and a record: crm:hubspot/contact");
        }
        runtime.mustKnow(parts[0]);
        RecordType.of(parts[1]);
        CrmEndpoint endpoint = new CrmEndpoint(uri, this, parts[0], parts[1]);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    CrmRuntime runtime() {
        return runtime;
    }

    Function<String, Condition> conditions() {
        return conditions;
    }

    Clock clock() {
        return clock;
    }
}
