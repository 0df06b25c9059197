package dev.caravan.demo.twoway;

import java.util.List;
import java.util.function.Consumer;

/** The parts of the story in their order. */
final class Story {
    private static final List<Episode> EPISODES = List.of(
            Arrivals::fromTheApp,
            Arrivals::fromTheCrms,
            Edits::inHubSpot,
            Edits::inSalesforce,
            Edits::inTheHub,
            Edits::ofDifferentFieldsAtOnce,
            Edits::ofTheSameFieldInBothCrms,
            Edits::ofTheSameFieldInAppAndCrm,
            Edits::ofAFieldThatIsOnlyFilled,
            Edits::ofAnAddress,
            Forms::thatCrmsMakeOfValues,
            Forms::thatStayWhenSomethingElseChanges,
            Forms::ofBadWebhooks,
            Departed::deleted,
            Departed::merged,
            Departed::converted);

    private Story() {}

    /** Plays all of it; whoever listens hears each part when it is over. */
    static void play(Stage stage, Consumer<Told> listener) {
        int number = 0;
        for (Episode episode : EPISODES) {
            listener.accept(episode.play(stage, ++number));
        }
    }
}
