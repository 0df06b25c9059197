package dev.caravan.mapping.component;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.caravan.mapping.Expressions;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Expressions in any language that the Camel context has, and in JSONata. The message body, or JSONata's input, is the
 * map of the record's fields.
 */
public final class CamelExpressions implements Expressions {
    private final CamelContext context;

    public CamelExpressions(CamelContext context) {
        this.context = context;
    }

    @Override
    public Compiled compile(String language, String expression) {
        return language.equals("jsonata") ? jsonata(expression) : camel(language, expression);
    }

    private Compiled camel(String language, String text) {
        try {
            Expression expression = context.resolveLanguage(language).createExpression(text);
            expression.init(context);
            return record -> {
                DefaultExchange exchange = new DefaultExchange(context);
                exchange.getMessage().setBody(record.fields());
                try {
                    return plain(expression.evaluate(exchange, Object.class));
                } catch (RuntimeException e) {
                    throw failed(language, e);
                }
            };
        } catch (NoSuchLanguageException e) {
            throw invalid("there is no expression language '" + language + "'. Use simple, jsonata or jsonpath.");
        } catch (RuntimeException e) {
            throw invalid("the " + language + " expression cannot be read: " + firstLine(e) + ".");
        }
    }

    private static Compiled jsonata(String text) {
        try {
            Jsonata.jsonata(text);
        } catch (JException e) {
            throw invalid("the jsonata expression cannot be read: " + firstLine(e) + ".");
        }
        // A parsed expression keeps state while it runs, so each thread has its own.
        ThreadLocal<Jsonata> parsed = ThreadLocal.withInitial(() -> Jsonata.jsonata(text));
        return record -> {
            try {
                return plain(parsed.get().evaluate(new LinkedHashMap<>(record.fields())));
            } catch (RuntimeException e) {
                throw failed("jsonata", e);
            }
        };
    }

    /** The types that a record holds. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof Number) {
            return new BigDecimal(value.toString());
        }
        if (value instanceof Collection<?> list) {
            List<Object> all = new ArrayList<>(list.size());
            for (Object item : list) {
                Object one = plain(item);
                if (one != null) {
                    all.add(one);
                }
            }
            return all;
        }
        return value.toString();
    }

    private static InvalidInputException failed(String language, RuntimeException e) {
        // The message of the language may quote values of the record.
        return invalid(
                "a " + language + " expression failed with " + e.getClass().getSimpleName());
    }

    private static InvalidInputException invalid(String message) {
        return new InvalidInputException(ErrorCode.MAPPING_INVALID, message);
    }

    private static String firstLine(RuntimeException e) {
        String message = String.valueOf(e.getMessage()).strip();
        String line = message.lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
