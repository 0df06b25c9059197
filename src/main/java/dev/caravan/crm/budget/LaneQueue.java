package dev.caravan.crm.budget;

import dev.caravan.hub.Lane;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * Who waits for the budget, the highest lane first, and in a lane whoever came first. Not thread-safe: its budget
 * locks.
 */
final class LaneQueue {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::lane).thenComparing(Place::number);

    private final TreeSet<Place> places = new TreeSet<>(ORDER);
    private long next;

    Place join(Lane lane) {
        Place place = new Place(lane, next++);
        places.add(place);
        return place;
    }

    void leave(Place place) {
        places.remove(place);
    }

    int before(Place place) {
        return places.headSet(place).size();
    }

    record Place(Lane lane, long number) {}
}
