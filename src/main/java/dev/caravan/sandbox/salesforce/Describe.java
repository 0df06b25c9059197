package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.salesforce.Field.Trait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The describe documents (REST guide, "sObject Describe"; SOAP guide, "DescribeSObjectResult", "Field"). */
final class Describe {
    private static final String MASTER = "012000000000000AAA";

    private final Schema schema;

    Describe(Schema schema) {
        this.schema = schema;
    }

    /** What the list of objects says about one. */
    ObjectNode head(ObjectType object, Call call) {
        boolean writable = object.isWritable();
        ObjectNode head = Json.object()
                .put("activateable", false)
                .put("createable", writable)
                .put("custom", false)
                .put("customSetting", false)
                .put("deepCloneable", false)
                .put("deletable", object.isDeletable())
                .put("deprecatedAndHidden", false)
                .put("feedEnabled", writable)
                .put("hasSubtypes", false)
                .put("isInterface", false)
                .put("isSubtype", false)
                .put("keyPrefix", object.keyPrefix())
                .put("label", object.label())
                .put("labelPlural", object.pluralLabel())
                .put("layoutable", writable)
                .put("mergeable", List.of("Account", "Contact", "Lead").contains(object.name()))
                .put("mruEnabled", writable)
                .put("name", object.name())
                .put("queryable", true)
                .put("replicateable", true)
                .put("retrieveable", true)
                .put("searchable", object.hasNameField())
                .put("triggerable", writable)
                .put("undeletable", object.isDeletable())
                .put("updateable", writable);
        String url = call.url("/sobjects/" + object.name());
        head.putObject("urls")
                .put("describe", url + "/describe")
                .put("rowTemplate", url + "/{ID}")
                .put("sobject", url);
        return head;
    }

    /** Everything about an object. */
    ObjectNode whole(ObjectType object, Call call) {
        ObjectNode whole = head(object, call);
        whole.putArray("actionOverrides");
        ArrayNode children = whole.putArray("childRelationships");
        for (Schema.Child child : schema.children(object)) {
            ObjectNode entry = children.addObject()
                    .put("cascadeDelete", child.field().isRequired())
                    .put("childSObject", child.object().name())
                    .put("deprecatedAndHidden", false)
                    .put("field", child.field().name());
            entry.putArray("junctionIdListNames");
            entry.putArray("junctionReferenceTo");
            entry.put("relationshipName", child.relationship()).put("restrictedDelete", false);
        }
        ArrayNode fields = whole.putArray("fields");
        object.fields().forEach(field -> fields.add(field(object, field)));
        whole.putNull("listviewable").putNull("lookupLayoutable").putArray("namedLayoutInfos");
        whole.putNull("networkScopeFieldName");
        ObjectNode master = whole.putArray("recordTypeInfos").addObject();
        master.put("active", true).put("available", true).put("defaultRecordTypeMapping", true);
        master.put("developerName", "Master")
                .put("master", true)
                .put("name", "Master")
                .put("recordTypeId", MASTER);
        master.putObject("urls").put("layout", call.url("/sobjects/" + object.name() + "/describe/layouts/" + MASTER));
        whole.put("searchLayoutable", object.hasNameField());
        ArrayNode scopes = whole.putArray("supportedScopes");
        scopes.addObject().put("label", "All " + object.pluralLabel()).put("name", "everything");
        if (object.field("OwnerId") != null) {
            scopes.addObject().put("label", "My " + object.pluralLabel()).put("name", "mine");
        }
        return whole;
    }

    private static ObjectNode field(ObjectType object, Field field) {
        ObjectNode entry = Json.object();
        flags(entry, field);
        sizes(entry, field);
        String compound = field.compound();
        if (compound == null && List.of("FirstName", "LastName", "Salutation").contains(field.name())) {
            compound = "Name";
        }
        entry.put("compoundFieldName", compound).putNull("controllerName");
        if (field.defaultOption() != null) {
            entry.put("defaultValue", field.defaultOption());
        } else if (field.type() == FieldType.BOOLEAN) {
            entry.put("defaultValue", false);
        } else {
            entry.putNull("defaultValue");
        }
        entry.putNull("defaultValueFormula").put("extraTypeInfo", compound == null ? null : extra(field));
        entry.putNull("inlineHelpText")
                .put("label", field.label())
                .putNull("mask")
                .putNull("maskType");
        entry.put("name", field.name());
        ArrayNode options = entry.putArray("picklistValues");
        for (String option : field.options()) {
            options.addObject()
                    .put("active", true)
                    .put("defaultValue", option.equals(field.defaultOption()))
                    .put("label", option)
                    .putNull("validFor")
                    .put("value", option);
        }
        entry.put("polymorphicForeignKey", field.targets().size() > 1);
        ArrayNode targets = entry.putArray("referenceTo");
        field.targets().forEach(targets::add);
        entry.putNull("referenceTargetField")
                .put("relationshipName", field.relationship())
                .putNull("relationshipOrder");
        entry.put("soapType", field.type().soapType()).put("type", field.type().word());
        return entry.put("nameField", field.is(Trait.NAME) && field == object.nameField());
    }

    private static @Nullable String extra(Field field) {
        return field.name().endsWith("Street") ? "plaintextarea" : null;
    }

    private static void flags(ObjectNode entry, Field field) {
        boolean filterable = field.isFilterable();
        entry.put("aggregatable", filterable && field.type() != FieldType.BOOLEAN)
                .put("aiPredictionField", false)
                .put("autoNumber", false)
                .put("calculated", false)
                .putNull("calculatedFormula")
                .put("cascadeDelete", false)
                .put("caseSensitive", false)
                .put("createable", field.is(Trait.CREATEABLE))
                .put("custom", field.isCustom())
                .put("defaultedOnCreate", field.is(Trait.DEFAULTED))
                .put("dependentPicklist", false)
                .put("deprecatedAndHidden", false)
                .put("displayLocationInDecimal", false)
                .put("encrypted", false)
                .put("externalId", field.is(Trait.EXTERNAL_ID))
                .put("filterable", filterable)
                .put("formulaTreatNullNumberAsZero", false)
                .put("groupable", filterable && !field.type().isDecimal() && field.type() != FieldType.DATETIME)
                .put("highScaleNumber", false)
                .put("htmlFormatted", false)
                .put("idLookup", field.is(Trait.ID_LOOKUP))
                .put("namePointing", field.targets().size() > 1)
                .put("nillable", field.is(Trait.NILLABLE))
                .put("permissionable", field.is(Trait.NILLABLE) && field.is(Trait.CREATEABLE))
                .put("queryByDistance", false)
                .put("restrictedDelete", false)
                .put("restrictedPicklist", field.is(Trait.RESTRICTED))
                .put("searchPrefilterable", field.type().isKey())
                .put("sortable", filterable && field.type() != FieldType.MULTIPICKLIST)
                .put("unique", field.is(Trait.UNIQUE))
                .put("updateable", field.is(Trait.UPDATEABLE))
                .put("writeRequiresMasterRead", false);
    }

    private static void sizes(ObjectNode entry, Field field) {
        boolean decimal = field.type().isDecimal();
        boolean whole = field.type() == FieldType.INT;
        int length = whole || decimal ? 0 : field.length();
        entry.put("byteLength", length * (field.type().isKey() ? 1 : 3))
                .put("digits", whole ? field.length() : 0)
                .put("length", length)
                .put("precision", decimal ? field.length() : 0)
                .put("scale", 0);
    }
}
