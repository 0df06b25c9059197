package dev.caravan;

import dev.caravan.cli.Cli;
import dev.caravan.cli.check.RouteReloadConfiguration;
import dev.caravan.console.ConsoleConfiguration;
import dev.caravan.demo.DemoConfiguration;
import dev.caravan.demo.DemoStart;
import dev.caravan.runtime.CamelConfiguration;
import dev.caravan.runtime.CrmConfiguration;
import dev.caravan.runtime.FeatureConfiguration;
import dev.caravan.runtime.LoginConfiguration;
import dev.caravan.runtime.PullConfiguration;
import dev.caravan.runtime.StoreConfiguration;
import dev.caravan.sandbox.SandboxApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The runtime. Wiring only; nothing refers to it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    StoreConfiguration.class,
    CrmConfiguration.class,
    FeatureConfiguration.class,
    LoginConfiguration.class,
    PullConfiguration.class,
    CamelConfiguration.class,
    ConsoleConfiguration.class,
    RouteReloadConfiguration.class,
    DemoConfiguration.class
})
public class CaravanApplication {

    /** Obeys a command of the command line; without one, runs. */
    public static void main(String[] args) {
        if (!Cli.serves(args)) {
            application().run(args);
            return;
        }
        int exitCode = new Cli(arguments -> application().run(arguments), SandboxApplication::main).run(args);
        if (exitCode != Cli.GOES_ON) {
            System.exit(exitCode);
        }
    }

    /** The application, ready to be run. */
    static SpringApplication application() {
        return new SpringApplicationBuilder(CaravanApplication.class)
                .initializers(new DemoStart())
                .build();
    }
}
