package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Reads FetchXML of one table: attributes, filters, orders, pages and counts; the sandbox knows no {@code link-entity}.
 */
final class Fetch {
    private final Element fetch;
    private final Element entity;
    private final Entities entities;
    private final Table table;
    private final DataverseFunctions functions;

    private Fetch(Element fetch, Element entity, Entities entities, Table table) {
        this.fetch = fetch;
        this.entity = entity;
        this.entities = entities;
        this.table = table;
        this.functions = new DataverseFunctions(entities.store()::now);
    }

    static Fetch of(Entities entities, Table table, String xml) {
        Element fetch = parse(xml);
        Element entity = children(fetch, "entity").stream().findFirst().orElseThrow(() -> invalid("it has no entity"));
        if (!entity.getAttribute("name").equals(table.name())) {
            throw invalid("it asks for '" + entity.getAttribute("name") + "' and not for '" + table.name() + "'");
        }
        if (!children(entity, "link-entity").isEmpty()) {
            throw invalid("the sandbox knows no link-entity");
        }
        return new Fetch(fetch, entity, entities, table);
    }

    /** The question in the form of OData's parameters, as far as they have one. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (Element each : children(entity, "attribute")) {
            names.add(column(each.getAttribute("name")).shownName());
        }
        query.put("$select", String.join(",", names));
        List<String> orders = new ArrayList<>();
        for (Element each : children(entity, "order")) {
            orders.add(column(each.getAttribute("attribute")).shownName()
                    + (each.getAttribute("descending").equals("true") ? " desc" : " asc"));
        }
        query.put("$orderby", String.join(",", orders));
        return query;
    }

    Predicate<Entity> test() {
        List<Predicate<Entity>> all = new ArrayList<>();
        children(entity, "filter").forEach(each -> all.add(filter(each)));
        return found -> all.stream().allMatch(each -> each.test(found));
    }

    /** The alias of the one count that is asked for; empty when records are. */
    String countAlias() {
        if (!fetch.getAttribute("aggregate").equals("true")) {
            return "";
        }
        List<Element> attributes = children(entity, "attribute");
        if (attributes.size() != 1
                || !attributes.get(0).getAttribute("aggregate").startsWith("count")) {
            throw invalid("the sandbox knows one aggregate, count");
        }
        return attributes.get(0).getAttribute("alias");
    }

    int page() {
        return number("page", 1);
    }

    /** Records in a page. */
    int count() {
        return number("count", number("top", Listing.MOST));
    }

    boolean hasTop() {
        return !fetch.getAttribute("top").isEmpty();
    }

    private Predicate<Entity> filter(Element filter) {
        List<Predicate<Entity>> parts = new ArrayList<>();
        children(filter, "condition").forEach(each -> parts.add(condition(each)));
        children(filter, "filter").forEach(each -> parts.add(filter(each)));
        boolean isOr = filter.getAttribute("type").equals("or");
        return found -> isOr
                ? parts.stream().anyMatch(each -> each.test(found))
                : parts.stream().allMatch(each -> each.test(found));
    }

    private Predicate<Entity> condition(Element condition) {
        Column column = column(condition.getAttribute("attribute"));
        List<String> values = new ArrayList<>();
        if (condition.hasAttribute("value")) {
            values.add(condition.getAttribute("value"));
        }
        children(condition, "value").forEach(each -> values.add(each.getTextContent()));
        String operator = condition.getAttribute("operator");
        Predicate<JsonNode> test = test(column, operator, values);
        return found -> test.test(entities.value(found, column));
    }

    private Predicate<JsonNode> test(Column column, String operator, List<String> values) {
        return switch (operator) {
            case "null" -> JsonNode::isNull;
            case "not-null" -> value -> !value.isNull();
            case "eq", "ne", "neq", "gt", "ge", "lt", "le" -> ordered(column, operator, values);
            case "like" -> value -> !value.isNull() && like(value.asText(), values.get(0));
            case "not-like" -> value -> value.isNull() || !like(value.asText(), values.get(0));
            case "begins-with" -> value -> !value.isNull() && like(value.asText(), values.get(0) + "%");
            case "ends-with" -> value -> !value.isNull() && like(value.asText(), "%" + values.get(0));
            case "in" -> own("In", values, false);
            case "not-in" -> own("NotIn", values, true);
            case "on" -> own("On", values, false);
            case "on-or-after" -> own("OnOrAfter", values, false);
            case "on-or-before" -> own("OnOrBefore", values, false);
            case "today" -> own("Today", values, false);
            case "last-x-days" -> own("LastXDays", values, false);
            case "eq-userid" -> own("EqualUserId", values, false);
            default -> throw invalid("the operator '" + operator + "' is unknown");
        };
    }

    private Predicate<JsonNode> own(String function, List<String> values, boolean meetsNull) {
        Predicate<String> test = functions.test(function, values);
        return value -> value.isNull() ? meetsNull : test.test(value.asText());
    }

    private static Predicate<JsonNode> ordered(Column column, String operator, List<String> values) {
        String text = values.isEmpty() ? "" : values.get(0);
        Literal.Kind kind = column.isNumber()
                ? Literal.Kind.NUMBER
                : column.type().equals("DateTime") ? Literal.Kind.TIME : Literal.Kind.TEXT;
        if (kind == Literal.Kind.NUMBER && !text.matches("-?\\d{1,20}(\\.\\d{1,20})?")) {
            throw invalid("'" + text + "' is no number");
        }
        String plain =
                column.type().equals("Boolean") ? text.replace("1", "true").replace("0", "false") : text;
        Literal literal = new Literal(kind, column.isGuid() ? plain.replaceAll("[{}]", "") : plain);
        return value -> {
            if (value.isNull()) {
                return operator.startsWith("ne");
            }
            int order = literal.order(value);
            return switch (operator) {
                case "eq" -> order == 0;
                case "gt" -> order > 0;
                case "ge" -> order >= 0;
                case "lt" -> order < 0;
                case "le" -> order <= 0;
                default -> order != 0;
            };
        };
    }

    private static boolean like(String value, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : java.util.regex.Pattern.quote(String.valueOf(c)));
        }
        return java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL)
                .matcher(value.toLowerCase(Locale.ROOT))
                .matches();
    }

    private Column column(String name) {
        return table.column(name)
                .orElseThrow(() -> Wire.refused(
                        400,
                        "0x80041103",
                        "'" + table.name() + "' entity doesn't contain attribute with Name = '" + name
                                + "' and NameMapping = 'Logical'."));
    }

    private int number(String attribute, int usual) {
        String text = fetch.getAttribute(attribute);
        return text.matches("[1-9]\\d{0,8}") ? Math.min(Integer.parseInt(text), Listing.MOST) : usual;
    }

    private static Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Element root = factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
            if (!root.getTagName().equals("fetch")) {
                throw invalid("its root is not fetch");
            }
            return root;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw invalid("it is no XML");
        }
    }

    private static List<Element> children(Element of, String tag) {
        List<Element> found = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(tag)) {
                found.add(element);
            }
        }
        return found;
    }

    private static dev.caravan.sandbox.RefusedException invalid(String why) {
        return Wire.refused(400, "0x80041128", "Malformed FetchXml: " + why + ".");
    }
}
