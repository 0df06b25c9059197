package dev.caravan.sandbox.hubspot;

/** Where a change came from, as webhooks and property histories name it. */
enum ChangeSource {
    /** A call of the API. */
    INTEGRATION("54321"),
    /** A person at a screen. */
    CRM_UI("userId:9");

    private final String id;

    ChangeSource(String id) {
        this.id = id;
    }

    /** As in {@code sourceId}. */
    String id() {
        return id;
    }

    /** By the operation of the call: what a person does comes by the control API. */
    static ChangeSource of(String operation) {
        return operation.contains(" /_sandbox/") ? CRM_UI : INTEGRATION;
    }
}
