package dev.caravan;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Arrays;

/** The borders between packages, each with its reason. */
@AnalyzeClasses(packages = "dev.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule problemKnowsNothing =
            only("dev.caravan.problem..", "dev.caravan.problem..").because("everything stands on it");

    @ArchTest
    static final ArchRule sqlKnowsNoTable =
            only("dev.caravan.sql..", "dev.caravan.problem..").because("it serves every store alike");

    @ArchTest
    static final ArchRule theHubKnowsNoFeature = only("dev.caravan.hub..", "dev.caravan.sql..", "dev.caravan.problem..")
            .because("features come and go, records stay");

    @ArchTest
    static final ArchRule theSyncLogKnowsTheHubOnly = only(
                    "dev.caravan.synclog..", "dev.caravan.hub..", "dev.caravan.sql..", "dev.caravan.problem..")
            .because("it writes in the settlement's own transaction and needs nothing else");

    @ArchTest
    static final ArchRule filtersStandAlone =
            only("dev.caravan.filter..", "dev.caravan.problem..").because("mapping, dedup and drivers share them");

    @ArchTest
    static final ArchRule theDriverInterfaceIsReadOnItsOwn = noClasses()
            .that()
            .resideInAPackage("dev.caravan.crm")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.caravan..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(
                            "dev.caravan.crm", "dev.caravan.hub", "dev.caravan.filter", "dev.caravan.problem"))))
            .because("a driver's author reads one screen");

    @ArchTest
    static final ArchRule driversUseTheInterfaceAndHttpOnly = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.caravan.crm.app..",
                    "dev.caravan.crm.hubspot..",
                    "dev.caravan.crm.salesforce..",
                    "dev.caravan.crm.pipedrive..",
                    "dev.caravan.crm.activecampaign..",
                    "dev.caravan.crm.dynamics..",
                    "dev.caravan.crm.zoho..",
                    "dev.caravan.crm.tribe..",
                    "dev.caravan.crm.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.caravan.crm.batch..",
                    "dev.caravan.crm.budget..",
                    "dev.caravan.crm.component..",
                    "dev.caravan.mapping..",
                    "dev.caravan.dedup..",
                    "dev.caravan.sql..",
                    "dev.caravan.runtime..")
            .because("a driver knows its vendor and nothing of us");

    @ArchTest
    static final ArchRule driversDoNotKnowEachOther = slices().matching(
                    "dev.caravan.crm.(app|hubspot|salesforce|pipedrive|activecampaign|dynamics|zoho|tribe|rest)..")
            .should()
            .notDependOnEachOther()
            .because("a driver is written, read and deleted alone");

    @ArchTest
    static final ArchRule nothingRefersToTheSandbox = noClasses()
            .that()
            .resideOutsideOfPackages("dev.caravan", "dev.caravan.sandbox..", "dev.caravan.demo..", "dev.caravan.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.caravan.sandbox..")
            .because(
                    "driver and sandbox must not hide each other's mistakes; only the demo and the command line start it");

    @ArchTest
    static final ArchRule theSandboxRefersToNothing =
            only("dev.caravan.sandbox..").because("it is written from the vendors' documentation alone");

    @ArchTest
    static final ArchRule onlyTheApplicationAndTheCommandLineKnowTheWiring = noClasses()
            .that()
            .resideOutsideOfPackages("dev.caravan", "dev.caravan.runtime..", "dev.caravan.cli..", "dev.caravan.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.caravan.runtime..")
            .because("features are put together from outside");

    @ArchTest
    static final ArchRule camelStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..component..",
                    "dev.caravan.crm.http..",
                    "dev.caravan.crm.salesforce..",
                    "dev.caravan.crm.hubspot..",
                    "dev.caravan.crm.app..",
                    "dev.caravan.runtime..",
                    "dev.caravan.demo..",
                    "dev.caravan.cli..",
                    "dev.caravan")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because("everything worth testing is a plain object");

    @ArchTest
    static final ArchRule httpClientsLiveInOnePlace = noClasses()
            .that()
            // The sandbox sends webhooks, and uses nothing of Caravan.
            .resideOutsideOfPackages("dev.caravan.crm.http..", "dev.caravan.crm.salesforce..", "dev.caravan.sandbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..", "org.apache.hc..", "org.apache.camel.component.http..", "org.eclipse.jetty..")
            .because("time-outs, redirects and the rate budget are decided once");

    @ArchTest
    static final ArchRule sqlStandsInStores = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .haveSimpleNameNotEndingWith("Table")
            .and()
            .resideOutsideOfPackage("dev.caravan.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.jdbc..")
            .because("a query stands beside the table it is about");

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("tests set the time");

    @ArchTest
    static final ArchRule macsAreComparedInConstantTime = noClasses()
            .that()
            .resideInAPackage("dev.caravan.crm.webhook..")
            .should()
            .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
            .allowEmptyShould(true)
            .because("a comparison that stops early tells how far the guess was right");

    @ArchTest
    static final ArchRule beansComeByConstructor = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule featuresHaveNoCycles = slices().matching("dev.caravan.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package that is part of a circle cannot be understood alone");

    private static com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction only(
            String own, String... others) {
        String[] allowed = Arrays.copyOf(others, others.length + 1);
        allowed[others.length] = own;
        return noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.caravan..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(allowed))));
    }
}
