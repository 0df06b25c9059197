package dev.caravan.rehearsal;

import dev.caravan.crm.Association;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.ConnectionName;
import java.util.List;
import java.util.function.Supplier;

/** Stands in front of the calls that change something in a CRM. */
public interface WriteGuard {

    /** In place of {@link Crm#write}. */
    List<WriteResult> write(ConnectionName connection, Crm crm, String object, List<Write> writes);

    /**
     * In place of {@link Crm#remove}.
     *
     * @param call makes it
     */
    WriteResult remove(ConnectionName connection, String object, String id, Supplier<WriteResult> call);

    /** In place of {@link Crm#associate}. */
    List<WriteResult> associate(ConnectionName connection, Crm crm, List<Association> associations);
}
