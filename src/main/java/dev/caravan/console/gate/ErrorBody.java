package dev.caravan.console.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An error as the API tells it.
 *
 * @param code stable, such as {@code REC-104}
 * @param message what is wrong with which thing
 * @param cure what the caller can do about it
 */
public record ErrorBody(String code, String message, String cure) {
    private static final JsonFactory JSON = new JsonFactory();

    public static ErrorBody of(ErrorCode code, String message) {
        return new ErrorBody(code.code(), message, code.cure());
    }

    /** The exception's own words, without the code in front. */
    public static ErrorBody of(CaravanException error) {
        String prefix = error.code().code() + " ";
        String message = String.valueOf(error.getMessage());
        return of(error.code(), message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }

    /** The three values as a JSON object. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("code", code);
            json.writeStringField("message", message);
            json.writeStringField("cure", cure);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does no input or output
        }
        return text.toString();
    }

    /** Answers with this error and nothing else. */
    public void send(HttpServletResponse response, int status) throws IOException {
        byte[] bytes = json().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }
}
