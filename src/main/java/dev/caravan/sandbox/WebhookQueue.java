package dev.caravan.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Events on their way to one target. An event waits from {@link #take} until it is accepted or its retries are used up;
 * while a failed request waits for its retry, later events overtake it.
 */
final class WebhookQueue {
    private final WebhookPost post;
    private final Supplier<WebhookFaults> faults;
    private final WebhookCounts counts;
    private final Random random;
    private final ScheduledExecutorService timer;
    private final Set<Ticket> waiting = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Deque<Ticket> ready = new ArrayDeque<>();
    private final Deque<Batch> again = new ArrayDeque<>();
    private final List<Ticket> window = new ArrayList<>();
    private WebhookTarget target;
    private int windows;
    private int underWay;
    private boolean woken;
    private boolean closed;

    /** @param timer of one thread: requests are started on it, in the order of their events */
    WebhookQueue(
            WebhookTarget target,
            WebhookPost post,
            Supplier<WebhookFaults> faults,
            WebhookCounts counts,
            Random random,
            ScheduledExecutorService timer) {
        this.target = target;
        this.post = post;
        this.faults = faults;
        this.counts = counts;
        this.random = random;
        this.timer = timer;
    }

    /** One copy of an event; compared by identity. */
    private static final class Ticket {
        private final WebhookEvent event;

        Ticket(WebhookEvent event) {
            this.event = event;
        }
    }

    private record Batch(List<Ticket> tickets, int attempt) {
        List<WebhookEvent> events() {
            return tickets.stream().map(ticket -> ticket.event).toList();
        }
    }

    synchronized WebhookTarget target() {
        return target;
    }

    /** Goes on with other settings. */
    synchronized void retarget(WebhookTarget other) {
        target = other;
    }

    /** Takes an event on, with whatever goes wrong with it. */
    void take(WebhookEvent event) {
        WebhookFaults now = faults.get();
        if (now.drops(random)) {
            counts.add(WebhookCounts.What.DROPPED, 1);
            return;
        }
        int copies = now.copies(random);
        counts.add(WebhookCounts.What.DUPLICATED, copies - 1L);
        for (int i = 0; i < copies; i++) {
            Ticket ticket = new Ticket(event);
            waiting.add(ticket);
            Duration delay = now.delay(random);
            if (delay.isZero()) {
                arrive(ticket);
            } else {
                counts.add(WebhookCounts.What.DELAYED, 1);
                later(() -> arrive(ticket), delay);
            }
        }
    }

    private synchronized void arrive(Ticket ticket) {
        WebhookFaults now = faults.get();
        if (now.window() <= 1 && window.isEmpty()) {
            ready.add(ticket);
            wake();
            return;
        }
        window.add(ticket);
        if (window.size() >= now.window()) {
            shuffle();
        } else if (window.size() == 1) {
            int opened = windows;
            later(() -> shuffleOld(opened), now.windowTime());
        }
    }

    /** The time of a window is up; nothing is left to do if it was full before. */
    private synchronized void shuffleOld(int opened) {
        if (opened == windows) {
            shuffle();
        }
    }

    private void shuffle() {
        windows++;
        counts.add(WebhookCounts.What.REORDERED, WebhookFaults.shuffle(window, random));
        ready.addAll(window);
        window.clear();
        wake();
    }

    private void wake() {
        if (!woken && !closed) {
            woken = true;
            later(this::pump, target.gather());
        }
    }

    private void pump() {
        List<Batch> due = new ArrayList<>();
        WebhookTarget to;
        synchronized (this) {
            woken = false;
            to = target;
            while (underWay < to.concurrent() && !closed && !(again.isEmpty() && ready.isEmpty())) {
                underWay++;
                due.add(again.isEmpty() ? batch() : again.remove());
            }
        }
        for (Batch batch : due) {
            counts.add(WebhookCounts.What.REQUESTS, 1);
            counts.add(WebhookCounts.What.SENT, batch.tickets().size());
            post.post(to, batch.events(), batch.attempt()).thenAccept(accepted -> done(batch, accepted));
        }
    }

    private Batch batch() {
        List<Ticket> tickets = new ArrayList<>();
        List<WebhookEvent> events = new ArrayList<>();
        while (!ready.isEmpty() && post.fits(target, events, ready.element().event)) {
            events.add(ready.element().event);
            tickets.add(ready.remove());
        }
        return new Batch(tickets, 0);
    }

    private synchronized void done(Batch batch, boolean accepted) {
        underWay--;
        int size = batch.tickets().size();
        if (accepted) {
            counts.add(WebhookCounts.What.ACCEPTED, size);
            batch.tickets().forEach(waiting::remove);
        } else {
            counts.add(WebhookCounts.What.REFUSED, size);
            if (batch.attempt() < target.retries()) {
                later(() -> retry(batch), target.gapAfter(batch.attempt()));
            } else {
                counts.add(WebhookCounts.What.ABANDONED, size);
                batch.tickets().forEach(waiting::remove);
            }
        }
        if (!ready.isEmpty() || !again.isEmpty()) {
            wake();
        }
    }

    private synchronized void retry(Batch batch) {
        counts.add(WebhookCounts.What.RETRIED, batch.tickets().size());
        again.add(new Batch(batch.tickets(), batch.attempt() + 1));
        wake();
    }

    /** How many events have not come to their end. */
    int waiting() {
        return waiting.size();
    }

    /** Those events, in the order they came. */
    List<WebhookEvent> waitingEvents() {
        synchronized (waiting) {
            return waiting.stream().map(ticket -> ticket.event).toList();
        }
    }

    /** Nothing more is sent. */
    synchronized void close() {
        closed = true;
        ready.clear();
        again.clear();
        waiting.clear();
    }

    private void later(Runnable work, Duration time) {
        timer.schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
