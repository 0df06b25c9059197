package dev.caravan.crm.component;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;

/** Orders the import that an exchange describes. */
final class ImportStep {
    private static final String ALL = "all";

    private ImportStep() {}

    static void order(Exchange exchange, CrmEndpoint endpoint) {
        ImportStart start = CamelContextHelper.mandatoryFindSingleByType(exchange.getContext(), ImportStart.class);
        Message message = exchange.getMessage();
        String list = message.getHeader(CrmConstants.LIST, String.class);
        String said = list == null ? message.getBody(String.class) : null;
        // An empty body must not bring a whole CRM by mistake.
        if (list == null && (said == null || said.isBlank())) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "'" + endpoint.getEndpointUri() + "' imports what the body says, and it is empty. Set it to a"
                            + " condition or to the word all, or name a list in the header " + CrmConstants.LIST + ".");
        }
        boolean isAll = said != null && said.strip().equals(ALL);
        @Nullable String filter = isAll ? null : said;
        long id = start.start(
                new ConnectionName(endpoint.getConnection()),
                RecordType.of(endpoint.getRecord()),
                new ImportStart.Words(
                        filter,
                        list,
                        isAll,
                        message.getHeader(CrmConstants.DUPLICATES, String.class),
                        message.getHeader(CrmConstants.TAG, String.class),
                        "route " + exchange.getFromRouteId()));
        message.setHeader(CrmConstants.IMPORT_ID, id);
    }
}
