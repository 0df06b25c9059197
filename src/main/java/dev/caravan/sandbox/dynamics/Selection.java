package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Records that meet a {@code $filter}, in the order of {@code $orderby} and, where that says nothing, of their ids. */
final class Selection {
    private final List<Entity> found;
    private final List<Order> orders;

    /** One part of the order. */
    private record Order(String name, Properties.Property<Entity> property, boolean isDescending) {
        /** The value as it stands in a cookie; empty for none. */
        Optional<String> key(Entity entity) {
            JsonNode value = property.read().apply(entity);
            return value.isNull() ? Optional.empty() : Optional.of(value.asText());
        }

        int compare(Optional<String> a, Optional<String> b) {
            int order;
            if (a.isEmpty() || b.isEmpty()) {
                order = Boolean.compare(a.isPresent(), b.isPresent());
            } else if (property.edmType().matches("Edm\\.(Int32|Int64|Decimal|Double)")) {
                order = new BigDecimal(a.get()).compareTo(new BigDecimal(b.get()));
            } else {
                order = Filter.folded(a.get()).compareTo(Filter.folded(b.get()));
            }
            return isDescending ? -order : order;
        }
    }

    private Selection(List<Entity> found, List<Order> orders) {
        this.found = found;
        this.orders = orders;
    }

    static Selection of(Entities entities, Table table, Map<String, String> query, List<Entity> from) {
        EntityProperties properties = new EntityProperties(entities, table);
        String filter = query.getOrDefault("$filter", "");
        Predicate<Entity> test = filter.isBlank()
                ? entity -> true
                : Filter.of(aliases(filter, query), properties, new DataverseFunctions(entities.store()::now));
        List<Order> orders = new ArrayList<>();
        for (String part : Choice.split(query.getOrDefault("$orderby", ""), ',')) {
            String[] words = part.strip().split("\\s+");
            boolean isDescending = words.length > 1 && words[1].equals("desc");
            if (words.length > 2 || words.length == 2 && !isDescending && !words[1].equals("asc")) {
                throw Wire.syntax("Syntax error in $orderby at '" + part.strip() + "'.");
            }
            orders.add(new Order(words[0], properties.find(words[0]), isDescending));
        }
        orders.add(new Order(table.primaryId(), properties.find(table.primaryId()), false));
        return new Selection(from.stream().filter(test).toList(), orders);
    }

    int size() {
        return found.size();
    }

    List<Entity> first(int most) {
        return page(Optional.empty(), most);
    }

    /** So many records behind the place that a cookie names. */
    List<Entity> page(Optional<Cookie> behind, int most) {
        return found.stream()
                .map(this::placed)
                .filter(placed -> behind.isEmpty() || isBehind(placed, behind.get()))
                .sorted(this::compare)
                .limit(most)
                .map(Placed::entity)
                .toList();
    }

    /** The cookie of the page that follows one that ends with a record. */
    Cookie cookie(Entity first, Entity last, int page) {
        List<Cookie.Place> places = new ArrayList<>();
        for (Order order : orders) {
            places.add(new Cookie.Place(order.name(), order.key(first), order.key(last)));
        }
        return new Cookie(page, places);
    }

    /** A record with what it is ordered by, worked out once. */
    private record Placed(Entity entity, List<Optional<String>> keys) {}

    private Placed placed(Entity entity) {
        return new Placed(
                entity, orders.stream().map(order -> order.key(entity)).toList());
    }

    private boolean isBehind(Placed placed, Cookie cookie) {
        if (cookie.places().size() != orders.size()) {
            throw Wire.refused(400, "0x80041129", "Malformed paging cookie.");
        }
        for (int i = 0; i < orders.size(); i++) {
            int order = orders.get(i)
                    .compare(placed.keys().get(i), cookie.places().get(i).last());
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    private int compare(Placed a, Placed b) {
        for (int i = 0; i < orders.size(); i++) {
            int compared = orders.get(i).compare(a.keys().get(i), b.keys().get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static String aliases(String filter, Map<String, String> query) {
        String whole = filter;
        for (Map.Entry<String, String> each : query.entrySet()) {
            if (each.getKey().matches("@\\w+")) {
                whole = whole.replace(each.getKey(), each.getValue());
            }
        }
        return whole;
    }
}
