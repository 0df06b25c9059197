package dev.caravan.console.connect;

import dev.caravan.console.operations.LoginView;
import dev.caravan.console.operations.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** Writes the pages: plain HTML without a script, of which every text is escaped. */
final class ConnectPage {
    private static final String STYLE =
            "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1b1b}"
                    + "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem;border-bottom:1px solid #767676}"
                    + "form{display:inline}button{font:inherit;padding:.25rem .75rem;margin:.125rem}[aria-current]{font-weight:bold}"
                    + "nav a{margin-right:1rem}.note{border-left:.25rem solid #005ea2;padding-left:1rem}"
                    + ".bad{border-color:#b50909}";

    private ConnectPage() {}

    /** Which connections are shown. */
    enum Group {
        ALL("All"),
        ENABLED("Enabled"),
        DISABLED("Disabled");

        private final String words;

        Group(String words) {
            this.words = words;
        }

        boolean has(LoginView login) {
            return this == ALL || (this == DISABLED) == (login.standing() == Standing.DISABLED);
        }

        static Group of(@Nullable String word) {
            for (Group group : values()) {
                if (group.words.equalsIgnoreCase(word)) {
                    return group;
                }
            }
            return ALL;
        }
    }

    /**
     * The list.
     *
     * @param csrf field that every form carries, as HTML
     * @param note what has just happened; null for nothing
     */
    static String list(List<LoginView> logins, Group group, String redirectUri, String csrf, @Nullable String note) {
        StringBuilder page = new StringBuilder();
        if (note != null) {
            page.append("<p class=\"note\" role=\"status\">").append(text(note)).append("</p>");
        }
        page.append("<nav aria-label=\"Connections\">");
        for (Group each : Group.values()) {
            page.append("<a href=\"/connect?view=")
                    .append(each.words)
                    .append('"')
                    .append(each == group ? " aria-current=\"page\"" : "")
                    .append('>')
                    .append(each.words)
                    .append(" (")
                    .append(logins.stream().filter(each::has).count())
                    .append(")</a>");
        }
        page.append("</nav><table><caption>").append(group.words).append(" connections</caption><thead><tr>");
        for (String head : List.of("Connection", "CRM", "State", "Integration user", "Actions")) {
            page.append("<th scope=\"col\">").append(head).append("</th>");
        }
        page.append("</tr></thead><tbody>");
        logins.stream().filter(group::has).forEach(login -> page.append(row(login, csrf)));
        page.append("</tbody></table><p>Register this redirect address with the CRM: <code>")
                .append(text(redirectUri))
                .append(
                        "</code>. Open this page at the same host, or the answer cannot be told from a stranger's.</p>");
        return whole("Connections", page.toString());
    }

    /** Sends the browser on to a vendor's page; no form may lead away from here, so a link does. */
    static String onward(String name, String address) {
        return whole(
                "Connect " + name,
                "<p>The page of the CRM opens. If it does not: <a href=\"" + text(address) + "\">go on to " + text(name)
                        + "'s CRM</a>.</p>",
                "<meta http-equiv=\"refresh\" content=\"0; url=" + text(address) + "\">");
    }

    /** Says what went wrong. */
    static String failed(String message) {
        return whole(
                "Not connected",
                "<p class=\"note bad\" role=\"alert\">" + text(message)
                        + "</p><p><a href=\"/connect\">Back to the connections</a></p>");
    }

    private static String row(LoginView login, String csrf) {
        String name = text(login.name());
        String detail = login.detail() == null ? "" : "<br><small>" + text(login.detail()) + "</small>";
        StringBuilder row = new StringBuilder("<tr><th scope=\"row\">" + name + "</th><td>" + text(login.title())
                + "</td><td>" + login.standing().words() + detail + "</td><td>"
                + (login.user() == null ? "not known" : text(login.user())) + "</td><td>");
        if (login.byConsent() && login.standing() != Standing.DISABLED) {
            boolean isIn = login.standing() != Standing.NEEDS_AUTHORIZATION;
            row.append(form(login.name(), "authorize", isIn ? "Reconnect" : "Authorize", csrf));
            if (isIn) {
                row.append(' ').append(form(login.name(), "disconnect", "Disconnect", csrf));
            }
        }
        return row.append("</td></tr>").toString();
    }

    private static String form(String name, String action, String label, String csrf) {
        return "<form method=\"post\" action=\"/connect/" + text(name) + "/" + action + "\">" + csrf
                + "<button aria-label=\"" + label + " " + text(name) + "\">" + label + "</button></form>";
    }

    private static String whole(String title, String body) {
        return whole(title, body, "");
    }

    private static String whole(String title, String body, String head) {
        return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">" + head + "<title>"
                + text(title) + " - Caravan</title><link rel=\"icon\" href=\"data:,\"><style>" + STYLE
                + "</style></head><body><main><h1>" + text(title) + "</h1>" + body + "</main></body></html>";
    }

    static String text(String raw) {
        return HtmlUtils.htmlEscape(raw, "UTF-8");
    }
}
