package dev.caravan.mapping.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingResult;
import dev.caravan.mapping.PlanContext;
import dev.caravan.mapping.SameValue;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Maps one record per exchange; where nothing is to be written, it concludes the work and ends the record's way. */
final class MappingProducer extends DefaultProducer {
    private final MappingEndpoint endpoint;
    private final MappingComponent component;
    private final ConnectionName connection;
    private final RecordType type;

    MappingProducer(MappingEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = endpoint.component();
        this.connection = new ConnectionName(endpoint.getConnection());
        this.type = endpoint.type();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Connection configured = component.connections().get(connection.value());
        String crm = configured.settings().type();
        FieldPlan plan = plan(crm);
        if (endpoint.getDirection() == Direction.PULL) {
            CrmRecord found = exchange.getMessage().getMandatoryBody(CrmRecord.class);
            exchange.getMessage().setBody(plan.toHub(found));
            return;
        }
        Match match = exchange.getMessage().getMandatoryBody(Match.class);
        if (match.record().key().type() != type) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "'" + endpoint.getEndpointUri() + "' got a "
                            + match.record().key().type().word() + ". Correct the record type in the route.");
        }
        Work work = exchange.getProperty(HubConstants.WORK, Work.class);
        boolean isDemanded = work != null && work.mark().isDemanded();
        MappingResult result = plan.write(match, context(match, plan.mapping(), configured, isDemanded));
        if (result instanceof MappingResult.Send send) {
            if (work != null) {
                work.trail().note("mapped", send.write().values());
            }
            exchange.getMessage().setBody(send.write());
        } else {
            if (work != null) {
                conclude(work, match, plan.mapping(), result);
            }
            exchange.setRouteStop(true);
        }
    }

    private FieldPlan plan(String crm) {
        try {
            return component.mappings().plan(connection, crm, type, endpoint.getTrigger());
        } catch (CaravanException e) {
            throw new UnusableMappingException(endpoint.getEndpointUri(), e);
        }
    }

    private PlanContext context(Match match, Mapping mapping, Connection configured, boolean isDemanded) {
        PlanContext context = PlanContext.NONE;
        Optional<RecordKey> company = match.record().reference(RecordType.COMPANY);
        if (mapping.company() != null && company.isPresent()) {
            String crm = configured.settings().type();
            String object = component
                    .mappings()
                    .find(connection, crm, RecordType.COMPANY)
                    .map(Mapping::object)
                    .or(() -> configured.crm().objectFor(RecordType.COMPANY))
                    .orElse(null);
            if (object != null) {
                context = PlanContext.company(
                        object,
                        component
                                .linkedIds()
                                .externalId(connection, company.get(), object)
                                .orElse(null));
            }
        }
        return endpoint.isManual() || isDemanded ? context.manually() : context;
    }

    private void conclude(Work work, Match match, Mapping mapping, MappingResult result) {
        if (result instanceof MappingResult.Unchanged unchanged) {
            work.trail().note("mapped", Map.of());
            work.conclude(new Outcome.Unchanged("both sides agree already"), link(match, mapping, unchanged.agreed()));
        } else if (result instanceof MappingResult.Skip skip) {
            work.trail().note("mapped", Map.of("skipped", skip.reason()));
            work.conclude(new Outcome.Skipped(skip.reason()), null);
        } else if (result instanceof MappingResult.Hold hold) {
            work.trail().note("mapped", Map.of("held", hold.reason()));
            work.conclude(new Outcome.Held(hold.reason()), null);
        }
    }

    /**
     * The link of a record that was just found, or one whose base has learned something; null when all stays as it was.
     */
    private @Nullable Link link(Match match, Mapping mapping, Map<String, @Nullable Object> agreed) {
        Link link = match.link();
        CrmRecord current = match.current();
        if (link == null) {
            if (current == null) {
                return null;
            }
            ExternalId id = new ExternalId(connection, mapping.object(), current.id());
            return new Link(match.record().key(), id, agreed, component.clock().instant(), match.how());
        }
        boolean asBefore = agreed.keySet().equals(link.base().keySet())
                && agreed.entrySet().stream()
                        .allMatch(e -> SameValue.same(e.getValue(), link.base().get(e.getKey())));
        return asBefore
                ? null
                : new Link(link.record(), link.id(), agreed, component.clock().instant(), link.how());
    }
}
