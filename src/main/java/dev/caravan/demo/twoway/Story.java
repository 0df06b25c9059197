package dev.caravan.demo.twoway;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.springframework.web.client.RestClientException;

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
            listener.accept(told(stage, episode, ++number));
        }
    }

    /** A part that cannot be played, since an earlier one went wrong, is told as such. */
    private static Told told(Stage stage, Episode episode, int number) {
        try {
            return episode.play(stage, number);
        } catch (NoSuchElementException | IllegalStateException | RestClientException e) {
            return new Told(
                    number,
                    "A part that could not be played",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    "",
                    List.of(String.valueOf(e.getMessage())));
        }
    }
}
