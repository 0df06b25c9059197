package dev.caravan.hub;

/** Hears of each settlement after it was committed; must not throw and must not block. */
@FunctionalInterface
public interface SettlementListener {
    void settled(Settlement settlement);
}
