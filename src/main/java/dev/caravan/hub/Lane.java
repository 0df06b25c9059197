package dev.caravan.hub;

/** Who goes first when a connection's budget is short: live changes, then second tries, then bulk work. */
public enum Lane {
    LIVE,
    RETRY,
    BACKFILL
}
