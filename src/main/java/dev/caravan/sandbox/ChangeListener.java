package dev.caravan.sandbox;

/**
 * Is told of every commit, in order of {@link Change#seq}, while the vendor still holds its lock: it must be quick and
 * must not throw.
 */
@FunctionalInterface
public interface ChangeListener {
    /** Called once per commit. */
    void changed(Change change);
}
