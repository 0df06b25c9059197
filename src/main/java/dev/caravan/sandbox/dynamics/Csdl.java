package dev.caravan.sandbox.dynamics;

/** {@code $metadata}: the tables in the language of OData (OData 4.0, "Common Schema Definition Language"). */
final class Csdl {
    private Csdl() {}

    static String of(Tables tables) {
        StringBuilder xml = new StringBuilder();
        xml.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
                .append("<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">")
                .append("<edmx:DataServices>")
                .append("<Schema Namespace=\"Microsoft.Dynamics.CRM\" Alias=\"mscrm\"")
                .append(" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">")
                .append("<EntityType Name=\"crmbaseentity\" Abstract=\"true\" />");
        tables.all().forEach(table -> type(xml, tables, table));
        xml.append("<ComplexType Name=\"WhoAmIResponse\">")
                .append("<Property Name=\"BusinessUnitId\" Type=\"Edm.Guid\" Nullable=\"false\" />")
                .append("<Property Name=\"UserId\" Type=\"Edm.Guid\" Nullable=\"false\" />")
                .append("<Property Name=\"OrganizationId\" Type=\"Edm.Guid\" Nullable=\"false\" />")
                .append("</ComplexType>")
                .append("<Function Name=\"WhoAmI\"><ReturnType Type=\"mscrm.WhoAmIResponse\" Nullable=\"false\" />")
                .append("</Function>")
                .append("<EntityContainer Name=\"System\">");
        tables.all().forEach(table -> set(xml, tables, table));
        xml.append("<FunctionImport Name=\"WhoAmI\" Function=\"Microsoft.Dynamics.CRM.WhoAmI\" />")
                .append("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>");
        return xml.toString();
    }

    private static void type(StringBuilder xml, Tables tables, Table table) {
        xml.append("<EntityType Name=\"")
                .append(table.name())
                .append("\" BaseType=\"mscrm.crmbaseentity\"><Key><PropertyRef Name=\"")
                .append(table.primaryId())
                .append("\" /></Key>");
        for (Column column : table.columns()) {
            xml.append("<Property Name=\"")
                    .append(column.shownName())
                    .append("\" Type=\"")
                    .append(column.edmType())
                    .append(column.isText() ? "\" Unicode=\"false\" />" : "\" />");
        }
        for (Table.Navigation each : table.navigations()) {
            xml.append("<NavigationProperty Name=\"")
                    .append(each.name())
                    .append("\" Type=\"mscrm.")
                    .append(each.target())
                    .append("\" Nullable=\"false\"><ReferentialConstraint Property=\"")
                    .append(each.column().shownName())
                    .append("\" ReferencedProperty=\"")
                    .append(tables.named(each.target()).primaryId())
                    .append("\" /></NavigationProperty>");
        }
        for (Tables.Collection each : tables.collections()) {
            if (each.of().equals(table.name())) {
                xml.append("<NavigationProperty Name=\"")
                        .append(each.name())
                        .append("\" Type=\"Collection(mscrm.")
                        .append(each.table())
                        .append(")\" />");
            }
        }
        xml.append("</EntityType>");
    }

    private static void set(StringBuilder xml, Tables tables, Table table) {
        xml.append("<EntitySet Name=\"")
                .append(table.set())
                .append("\" EntityType=\"Microsoft.Dynamics.CRM.")
                .append(table.name())
                .append("\">");
        for (Table.Navigation each : table.navigations()) {
            binding(xml, each.name(), tables.named(each.target()).set());
        }
        for (Tables.Collection each : tables.collections()) {
            if (each.of().equals(table.name())) {
                binding(xml, each.name(), tables.named(each.table()).set());
            }
        }
        xml.append("</EntitySet>");
    }

    private static void binding(StringBuilder xml, String path, String target) {
        xml.append("<NavigationPropertyBinding Path=\"")
                .append(path)
                .append("\" Target=\"")
                .append(target)
                .append("\" />");
    }
}
