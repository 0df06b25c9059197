package dev.caravan.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The least that a Spring Boot service does with records: parse and answer; with {@code --bare.data=FOLDER} keep each
 * in one row of a table first, by the same group commit. No login, no merge, no match keys, no marks. Reads Caravan's
 * own configuration, so that Tomcat is set up alike.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ServletWebServerFactoryAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class
})
@Import(BareApplication.Handler.class)
public class BareApplication {

    public static void main(String[] args) {
        SpringApplication.run(BareApplication.class, args);
    }

    /** Answers one result per record. */
    @RestController
    static class Handler {
        private final ObjectMapper json;
        private final @Nullable Database database;

        Handler(ObjectMapper json, @Value("${bare.data:}") String folder) {
            this.json = json;
            this.database = folder.isEmpty()
                    ? null
                    : Database.open(new DatabaseSettings(
                            "jdbc:sqlite:" + Path.of(folder, "bare.db"), null, null, 4, Duration.ofSeconds(5)));
        }

        @PostMapping("/api/records/contact")
        CompletableFuture<Map<String, Object>> accept(@RequestBody JsonNode body) throws Exception {
            List<String> ids = new ArrayList<>();
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (JsonNode record : body.isArray() ? body : List.of(body)) {
                String id = record.path("id").asText();
                ids.add(id);
                rows.add(new Object[] {"contact", id, json.writeValueAsString(record), "{}", 0L, "app", 1L, 0L});
            }
            if (database == null) {
                return CompletableFuture.completedFuture(answer(ids));
            }
            String sql = "INSERT INTO record (type, id, fields, stamps, changed_at, origin, version, created_at) VALUES"
                    + " (?,?,?,?,?,?,?,?)";
            return database.write(tx -> tx.batch(sql, rows)).thenApply(kept -> answer(ids));
        }

        private static Map<String, Object> answer(List<String> ids) {
            List<Map<String, Object>> results = new ArrayList<>();
            for (String id : ids) {
                results.add(Map.of("id", id, "status", "created"));
            }
            return Map.of("received", ids.size(), "results", results);
        }
    }
}
