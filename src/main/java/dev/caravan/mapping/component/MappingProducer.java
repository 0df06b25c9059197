package dev.caravan.mapping.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.Question;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Removal;
import dev.caravan.hub.Verdicts.Verdict;
import dev.caravan.hub.Work;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingResult;
import dev.caravan.mapping.OwnerRule;
import dev.caravan.mapping.PlanContext;
import dev.caravan.mapping.PullOptions;
import dev.caravan.mapping.PullRules;
import dev.caravan.mapping.PullSettings;
import dev.caravan.mapping.SameValue;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;
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
    private final ActivityLinks activityLinks;

    MappingProducer(MappingEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = endpoint.component();
        this.connection = new ConnectionName(endpoint.getConnection());
        this.type = endpoint.type();
        this.activityLinks = new ActivityLinks(component.mappings(), component.linkedIds());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Connection configured = component.connections().get(connection.value());
        String crm = configured.settings().type();
        FieldPlan plan = plan(crm);
        if (endpoint.getDirection() == Direction.PULL) {
            CrmRecord found = exchange.getMessage().getMandatoryBody(CrmRecord.class);
            Work pull = exchange.getProperty(HubConstants.WORK, Work.class);
            exchange.getMessage().setBody(pull == null ? plan.toHub(found) : pulled(plan, found, pull, configured));
            return;
        }
        if (exchange.getMessage().getBody() instanceof Removal removal) {
            exchange.getMessage().setBody(removal.as(plan.mapping().object()));
            return;
        }
        Match match = known(exchange.getMessage().getMandatoryBody(Match.class), plan, configured.crm());
        if (match.record().key().type() != type) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "'" + endpoint.getEndpointUri() + "' got a "
                            + match.record().key().type().word() + ". Correct the record type in the route.");
        }
        Work work = exchange.getProperty(HubConstants.WORK, Work.class);
        boolean isDemanded = work != null && work.mark().isDemanded();
        PlanContext context = context(match, plan.mapping(), configured, isDemanded);
        if (!plan.mapping().linkTo().isEmpty()) {
            ActivityLinks.Found found = activityLinks.of(match, plan.mapping(), configured);
            if (found.refusal() != null) {
                skip(exchange, work, found.refusal());
                return;
            }
            context = context.linked(found.links());
        }
        MappingResult result = write(
                plan,
                match,
                component.pulls().has(connection, type) ? context.twoWay(component.skew()) : context,
                work);
        if (result instanceof MappingResult.Send send) {
            if (work != null) {
                work.trail().note("mapped", send.write().values());
                work.gaveWay(send.lost());
                pullIf(send.wantsPull(), work);
            }
            exchange.getMessage().setBody(send.write());
        } else {
            if (work != null) {
                conclude(work, match, plan.mapping(), result);
            }
            exchange.setRouteStop(true);
        }
    }

    /** What a CRM said itself by a front door of the hub, it has under the hub's id. */
    private Match known(Match match, FieldPlan plan, Crm crm) {
        HubRecord record = match.record();
        boolean said = match.isNew()
                && record.fields().keySet().stream()
                        .anyMatch(f -> crm.ownOrigins().contains(record.stamp(f).origin()));
        if (!said) {
            return match;
        }
        ExternalId id =
                new ExternalId(connection, plan.mapping().object(), record.key().id());
        Link link = new Link(record.key(), id, Map.of(), component.clock().instant(), "came from there");
        return new Match(record, match.connection(), link, null, "link");
    }

    private static void skip(Exchange exchange, @Nullable Work work, String why) {
        if (work != null) {
            work.trail().note("mapped", Map.of("skipped", why));
            work.conclude(new Outcome.Skipped(why), null);
        }
        exchange.setRouteStop(true);
    }

    /** What waits for its company goes, or stays, as soon as a person says so. */
    private MappingResult write(FieldPlan plan, Match match, PlanContext context, @Nullable Work work) {
        MappingResult result = plan.write(match, context);
        if (!(result instanceof MappingResult.Hold) || work == null) {
            return result;
        }
        return component
                .verdicts()
                .of(work.mark(), question(match))
                .map(verdict -> verdict == Verdict.GO_ON
                        ? plan.writeAlone(match, context)
                        : new MappingResult.Skip("a person decided in the review queue to leave it out"))
                .orElse(result);
    }

    private static Question.MissingCompany question(Match match) {
        RecordKey company = match.record().reference(RecordType.COMPANY).orElseThrow();
        return new Question.MissingCompany(company.id(), Map.of());
    }

    private static void pullIf(boolean isWanted, Work work) {
        if (isWanted) {
            work.wantPull();
        }
    }

    private Pulled pulled(FieldPlan plan, CrmRecord found, Work work, Connection configured) {
        PullOptions.Of options = component.pullOptions().of(work.mark());
        PullRules rules = new PullRules(plan, found, new PullSettings(options.duplicates(), component.skew()));
        Crm crm = configured.crm();
        RecordKey own = crm.upsertField(found.object())
                .map(field -> found.fields().get(field))
                .map(Object::toString)
                .filter(id -> !id.isBlank())
                .map(id -> new RecordKey(type, id))
                .orElse(null);
        ExternalId company = crm.companyField(found.object())
                .map(field -> found.fields().get(field))
                .map(Object::toString)
                .filter(id -> !id.isBlank() && plan.mapping().company() != null)
                .flatMap(id -> companyObject(configured).map(object -> new ExternalId(connection, object, id)))
                .orElse(null);
        Pulled pulled = new Pulled(
                type,
                new ExternalId(connection, found.object(), found.id()),
                plan.toHub(found),
                found.modifiedAt().orElseGet(work::startedAt),
                work.readAt(),
                company,
                options.tag() == null ? List.of() : List.of(options.tag()),
                rules,
                own,
                List.of(),
                own == null ? "none" : Match.UNIQUE_FIELD);
        work.trail().note("read", found.fields());
        work.trail().note("mapped", pulled.fields());
        return pulled;
    }

    private Optional<String> companyObject(Connection configured) {
        return component
                .mappings()
                .find(connection, configured.settings().type(), RecordType.COMPANY)
                .map(Mapping::object)
                .or(() -> configured.crm().objectFor(RecordType.COMPANY));
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
            String object = companyObject(configured).orElse(null);
            if (object != null) {
                context = PlanContext.company(
                        object,
                        component
                                .linkedIds()
                                .externalId(connection, company.get(), object)
                                .orElse(null));
            }
        }
        OwnerRule owner = mapping.owner();
        if (owner != null && match.isNew()) {
            context = context.owner(component.owners().idOf(configured, mapping, owner));
        }
        PlanContext knowing = context.knowing(configured.crm().ownOrigins());
        return endpoint.isManual() || isDemanded ? knowing.manually() : knowing;
    }

    private void conclude(Work work, Match match, Mapping mapping, MappingResult result) {
        if (result instanceof MappingResult.Unchanged unchanged) {
            work.trail().note("mapped", Map.of());
            String said = unchanged.wantsPull()
                    ? "the CRM's values count, and are taken into the hub"
                    : "both sides agree already";
            work.conclude(new Outcome.Unchanged(said), link(match, mapping, unchanged));
            pullIf(unchanged.wantsPull(), work);
        } else if (result instanceof MappingResult.Skip skip) {
            work.trail().note("mapped", Map.of("skipped", skip.reason()));
            work.conclude(new Outcome.Skipped(skip.reason()), null);
        } else if (result instanceof MappingResult.Hold hold) {
            work.trail().note("mapped", Map.of("held", hold.reason()));
            work.conclude(new Outcome.Held(hold.reason(), question(match)), null);
        }
    }

    /**
     * The link of a record that was just found, or one whose base has learned something; null when all stays as it was.
     */
    private @Nullable Link link(Match match, Mapping mapping, MappingResult.Unchanged unchanged) {
        Map<String, @Nullable Object> agreed = unchanged.agreed();
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
                && unchanged.sent().equals(link.sent())
                && agreed.entrySet().stream()
                        .allMatch(e -> SameValue.same(e.getValue(), link.base().get(e.getKey())));
        return asBefore
                ? null
                : link.agreed(agreed, unchanged.sent(), component.clock().instant());
    }
}
