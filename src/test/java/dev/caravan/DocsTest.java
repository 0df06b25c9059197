package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.check.SettingsCheck;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** Holds README and docs to the code. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern CAMEL_CASE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*");
    private static final Pattern SETTING = Pattern.compile("`(caravan(?:\\.[a-z][a-z0-9-]*)+)(?:=[^`]*)?`");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ERROR_CODE =
            Pattern.compile("\\b(?:CFG|RTE|MAP|FLT|REC|SQL|CRM|DUP|SEC|REQ|SYS|INT)-\\d{3}\\b");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md"), Path.of("docker/README.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(p -> p.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFileAndItsHeading(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (MatchResult link : all(LINK, Files.readString(page))) {
            String target = link.group(1);
            if (!target.contains("://") && !target.startsWith("mailto:") && !resolves(page, target)) {
                broken.add(target);
            }
        }
        assertThat(broken).as("broken links of %s", page).isEmpty();
    }

    @Test
    void everyClassThatTheArchitectureNamesExists() throws IOException {
        Set<String> named = all(CODE, Files.readString(Path.of("docs/architecture.md"))).stream()
                .map(m -> m.group(1))
                .filter(word -> CAMEL_CASE.matcher(word).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(30);
        named.removeAll(sources());
        assertThat(named).as("no such class").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theErrorsPageNamesEveryCodeWithItsWordAndCure(ErrorCode code) throws IOException {
        String cure = code.cure().replace("<", "&lt;").replace(">", "&gt;");
        assertThat(Files.readString(Path.of("docs/errors.md")).lines())
                .filteredOn(line -> line.startsWith("| `" + code.code() + "` | `" + code.word() + "` |"))
                .singleElement()
                .asString()
                .endsWith("| " + cure + " |");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyErrorCodeThatAPageNamesExists(Path page) throws IOException {
        Set<String> known = Stream.of(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());
        assertThat(all(ERROR_CODE, Files.readString(page)).stream().map(MatchResult::group))
                .as("codes in %s", page)
                .allSatisfy(code -> assertThat(known).contains(code));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySettingThatAPageNamesIsOneThatCaravanReads(Path page) throws IOException {
        Map<String, Object> named = new LinkedHashMap<>();
        all(SETTING, Files.readString(page)).stream()
                .map(m -> m.group(1))
                .filter(name -> !name.matches("caravan\\.(settled|audit|db)"))
                .forEach(name -> named.put(name, "any"));
        assertThat(mistakes(new MapPropertySource(page.toString(), named)))
                .as("settings in %s", page)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyYamlExampleOfSettingsHoldsSettingsThatCaravanReads(Path page) throws IOException {
        for (MatchResult example : all(YAML, Files.readString(page))) {
            if (example.group(1).startsWith("caravan:")) {
                byte[] yaml = example.group(1).getBytes(StandardCharsets.UTF_8);
                List<PropertySource<?>> read =
                        new YamlPropertySourceLoader().load(page.toString(), new ByteArrayResource(yaml));
                assertThat(read).hasSize(1);
                assertThat(mistakes(read.get(0))).as("example in %s", page).isEmpty();
            }
        }
    }

    @Test
    void theTwoCommandsOfTheReadmeAreTheOnesThatCiAndThePomKnow() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(readme).contains("```sh\nmvn spring-boot:run\n```").contains("```sh\nmvn verify\n```");
        assertThat(Files.readString(Path.of(".ci/run")).lines()).anyMatch(line -> line.matches("mvn( --\\S+)* verify"));
        assertThat(pom).contains("<artifactId>spring-boot-maven-plugin</artifactId>");
        String version = pom.replaceAll("(?s).*?<artifactId>caravan</artifactId>\\s*<version>([^<]+)<.*", "$1");
        assertThat(readme).contains("target/caravan-" + version + ".jar");
    }

    private static boolean resolves(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path folder = page.getParent() == null ? Path.of("") : page.getParent();
        Path led = file.isEmpty() ? page : folder.resolve(file).normalize();
        if (!Files.exists(led)) {
            return false;
        }
        return hash < 0 || headings(led).contains(target.substring(hash + 1));
    }

    /** Headings as links name them: lower case, without punctuation, blanks as dashes. */
    private static Set<String> headings(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            Set<String> names = files.map(p -> p.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            // The cases of a sealed interface are named like classes.
            for (Class<?> each : dev.caravan.problem.WhatNext.class.getPermittedSubclasses()) {
                names.add(each.getSimpleName());
            }
            return names;
        }
    }

    private static List<Mistake> mistakes(PropertySource<?> source) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(s -> environment.getPropertySources().remove(s.getName()));
        environment.getPropertySources().addFirst(source);
        return SettingsCheck.of(environment, List.of());
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
