package dev.caravan.crm.app;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;

/** The App signs its calls as Standard Webhooks. What they say counts itself, so that there is nothing to be read. */
final class AppWebhooks implements Webhooks {
    @Override
    public List<String> schemes() {
        return List.of("standard");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        throw new InvalidInputException(
                ErrorCode.ROUTE_INVALID,
                "the App's webhooks are taken by operation=verify, followed by hub:webhook. Correct the route.");
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }
}
