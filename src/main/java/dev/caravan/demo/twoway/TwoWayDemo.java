package dev.caravan.demo.twoway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The two-way demo: two sandboxes and a Caravan that is connected to both, two-way, in this process. What it keeps on
 * disk is in one folder, which is deleted at the end unless the caller has named it.
 */
public final class TwoWayDemo implements AutoCloseable {
    private final Ground ground;
    private final ConfigurableApplicationContext caravan;
    private final Stage stage;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * How the demo is started.
     *
     * @param data an empty folder for its files; empty for one that is deleted at the end
     * @param portBase port of the first sandbox; 0 for any free ports
     * @param port of Caravan; 0 for any free one
     * @param more further settings for Caravan, such as {@code --logging.level.caravan=DEBUG}
     */
    public record Options(Optional<Path> data, int portBase, int port, List<String> more) {}

    /**
     * Where everything is, for people who go on by hand.
     *
     * @param login user and password of Caravan's console and API, with a colon between
     * @param linInHubSpot id of the contact Lin there
     * @param linInSalesforce id of the contact Lin there
     */
    public record Addresses(
            String caravan,
            String hubspot,
            String salesforce,
            String login,
            Path folder,
            String linInHubSpot,
            String linInSalesforce) {}

    private TwoWayDemo(Ground ground, ConfigurableApplicationContext caravan, Stage stage) {
        this.ground = ground;
        this.caravan = caravan;
        this.stage = stage;
    }

    /**
     * Starts both sandboxes and Caravan.
     *
     * @param runtime starts Caravan with settings and returns when it runs
     * @param random for passwords and secrets
     * @throws dev.caravan.problem.InvalidInputException when a port is taken, or the folder holds something
     */
    public static TwoWayDemo start(
            Function<String[], ConfigurableApplicationContext> runtime, Options options, RandomGenerator random) {
        Ground ground = Ground.prepare(options, random);
        ConfigurableApplicationContext caravan = null;
        boolean started = false;
        try {
            caravan = runtime.apply(ground.settings(options.more()).toArray(String[]::new));
            TwoWayDemo demo = new TwoWayDemo(ground, caravan, new Stage(caravan, ground.desks()));
            started = true;
            return demo;
        } finally {
            if (!started) {
                if (caravan != null) {
                    caravan.close();
                }
                ground.close();
            }
        }
    }

    /** Plays the story; whoever listens hears each part when it is over. */
    public void play(Consumer<Told> listener) {
        Story.play(stage, listener);
    }

    /** Does nothing for so long and looks who wrote all the same. */
    public Silence watch(Duration time) {
        return Silence.watch(stage, time);
    }

    /** Where everything is; after the story. */
    public Addresses addresses() {
        return new Addresses(
                ground.caravan(),
                ground.url(Place.HUBSPOT),
                ground.url(Place.SALESFORCE),
                ground.login(),
                ground.folder(),
                stage.idIn(Place.HUBSPOT, Cast.LIN),
                stage.idIn(Place.SALESFORCE, Cast.LIN));
    }

    /** Stops everything and deletes what is only its own; once is enough. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            caravan.close();
            ground.close();
        }
    }
}
