package dev.caravan.crm.dynamics;

/**
 * A table under its names.
 *
 * @param logicalName in descriptions and webhooks, such as {@code contact}
 * @param set in paths, such as {@code contacts}
 * @param idField column of the id
 * @param nameField column by which people know a record
 */
record DynamicsTable(String logicalName, String set, String idField, String nameField) {

    /** Whether a text may be the id of a record: it is put into paths as it is. */
    static boolean isId(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    /** Whether a text may stand in a path or a query as a name. */
    static boolean isName(String text) {
        return text.matches("[A-Za-z_]\\w{0,127}");
    }

    /** Whether it is one of the tables of activities, which share the column of their id. */
    boolean isActivity() {
        return idField.equals(DynamicsTables.ACTIVITY_ID);
    }

    String one(String id) {
        return set + "(" + id + ")";
    }
}
