package dev.caravan.crm.batch;

/** What the batches ask of the database. */
public record Ledger(Intents intents, LinkedRecords links) {}
