package dev.caravan.crm.http;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes for CRMs that take one record per call. What befalls one record stays with it; when the connection itself is
 * in trouble, those that are left are not tried.
 */
public final class OneByOne {
    private OneByOne() {}

    /** @param one makes the call for one record; throws {@link CrmException} when it fails */
    public static List<WriteResult> write(List<Write> writes, Function<Write, WriteResult> one) {
        return each(writes, one);
    }

    /** @param one makes the call for one id; a record that is gone already counts as removed */
    public static List<WriteResult> delete(List<String> ids, Consumer<String> one) {
        return each(ids, id -> {
            try {
                one.accept(id);
            } catch (CrmException e) {
                if (!UsualErrors.isNotFound(e)) {
                    throw e;
                }
            }
            return new WriteResult.Written(id, false, Map.of());
        });
    }

    private static <T> List<WriteResult> each(List<T> all, Function<T, WriteResult> one) {
        List<WriteResult> results = new ArrayList<>();
        CrmException stopped = null;
        for (T item : all) {
            if (stopped != null) {
                results.add(new WriteResult.Refused(untried(stopped.error())));
                continue;
            }
            try {
                results.add(one.apply(item));
            } catch (CrmException e) {
                boolean ofConnection =
                        e.error() instanceof CrmError.RateLimited || e.error() instanceof CrmError.Unauthorized;
                if (all.size() == 1 || ofConnection && results.isEmpty()) {
                    if (!(e.error() instanceof CrmError.Rejected)) {
                        throw e;
                    }
                }
                results.add(new WriteResult.Refused(e.error()));
                stopped = ofConnection ? e : null;
            }
        }
        return results;
    }

    /** Nothing was sent for it, so its outcome is known. */
    private static CrmError untried(CrmError error) {
        return error instanceof CrmError.Transient t ? new CrmError.Transient(t.detail(), false) : error;
    }
}
