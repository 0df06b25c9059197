package dev.caravan.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
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
        private final String secret;
        private final String address;

        Handler(
                ObjectMapper json,
                @Value("${bare.data:}") String folder,
                @Value("${bare.secret:}") String secret,
                @Value("${bare.address:}") String address) {
            this.secret = secret;
            this.address = address;
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

        /** Verifies HubSpot's signature and answers. */
        @PostMapping("/webhooks/hubspot")
        ResponseEntity<Void> webhook(
                @RequestHeader("X-HubSpot-Signature-v3") String signature,
                @RequestHeader("X-HubSpot-Request-Timestamp") long millis,
                @RequestBody byte[] body)
                throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(("POST" + address).getBytes(StandardCharsets.UTF_8));
            mac.update(body);
            mac.update(Long.toString(millis).getBytes(StandardCharsets.UTF_8));
            boolean genuine = MessageDigest.isEqual(
                    Base64.getEncoder().encode(mac.doFinal()), signature.getBytes(StandardCharsets.US_ASCII));
            boolean recent = Math.abs(Clock.systemUTC().millis() - millis) <= 300_000;
            return ResponseEntity.status(genuine && recent ? 200 : 401).build();
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
