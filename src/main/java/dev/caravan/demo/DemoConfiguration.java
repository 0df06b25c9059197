package dev.caravan.demo;

import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.synclog.SyncLogStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Runs the demo after the start, when it is switched on. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = DemoStart.RUNS)
public class DemoConfiguration {

    @Bean
    Demo demo(
            ProducerTemplate camel,
            RecordStore records,
            ChangeMarkStore marks,
            SyncLogStore log,
            RateBudgets budgets,
            Clock clock) {
        return new Demo(camel, records, marks, log, budgets, clock);
    }

    @Bean
    ApplicationRunner demoRunner(
            Demo demo,
            ObjectProvider<Sandboxes> sandboxes,
            ServletWebServerApplicationContext server,
            Environment environment) {
        return arguments -> {
            DemoResult result = demo.run(System.out);
            Map<String, String> urls = new LinkedHashMap<>();
            sandboxes.ifAvailable(s -> s.all().forEach((name, each) -> urls.put(name, each.baseUrl())));
            String password = environment.getProperty("caravan.data-dir", "data") + "/console-password";
            new DemoSummary(System.out, server.getWebServer().getPort(), password).print(result, urls);
        };
    }
}
