package dev.caravan.console.security;

import jakarta.servlet.DispatcherType;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The filter chains that stand in front of everything. Open are the health of the process without details, the login
 * page, and the webhooks, which are verified by their signatures. Whatever changes something needs the role operator,
 * everything else a login.
 */
@Configuration(proxyBeanMethods = false)
public class ConsoleSecurity {
    private static final String CONSOLE = "/actuator/hawtio/";
    private static final String CONTENT_POLICY =
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
                    + " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    ExposureCheck exposureCheck(Environment environment) {
        ExposureCheck check = new ExposureCheck(environment);
        check.run();
        return check;
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new RememberingEncoder(new BCryptPasswordEncoder(), new SecureRandom());
    }

    @Bean
    UserDetailsService consoleUsers(
            Environment environment, PasswordEncoder encoder, @Value("${caravan.data-dir:data}") Path dataDirectory) {
        Map<String, UserSettings> settings = Binder.get(environment)
                .bind("caravan.users", Bindable.mapOf(String.class, UserSettings.class))
                .orElse(Map.of());
        if (settings.isEmpty()) {
            PrintStream terminal = System.out; // not the log: a log is kept and collected
            settings = new FirstPasswords(dataDirectory, new SecureRandom(), terminal).users();
        }
        return new InMemoryUserDetailsManager(new ConsoleUsers(encoder).of(settings));
    }

    /**
     * Requests are counted and timed as a whole; times of each of the login's filters would cost more than they tell.
     */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Webhooks are verified by their signatures, keep no session and take no cookie. */
    @Bean
    @Order(1)
    SecurityFilterChain webhookFilterChain(HttpSecurity http) throws Exception {
        http.securityMatcher(path("/webhooks/**"))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(ConsoleSecurity::headers);
        return http.build();
    }

    /** Scripts send their password with every request: no session, no cookie, no page to come back to. */
    @Bean
    @Order(2)
    SecurityFilterChain scriptFilterChain(
            HttpSecurity http, @Value("${server.servlet.session.cookie.name:JSESSIONID}") String sessionCookie)
            throws Exception {
        JsonRefusal refusal = new JsonRefusal();
        http.securityMatcher(new ScriptRequest(sessionCookie))
                .authorizeHttpRequests(ConsoleSecurity::rules)
                .csrf(csrf -> csrf.disable())
                .httpBasic(basic -> basic.authenticationEntryPoint(refusal))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(handling -> handling.accessDeniedHandler(refusal))
                .headers(ConsoleSecurity::headers);
        return http.build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain consoleFilterChain(HttpSecurity http) throws Exception {
        JsonRefusal refusal = new JsonRefusal();
        RequestMatcher calledByPrograms = calledByPrograms();
        http.authorizeHttpRequests(ConsoleSecurity::rules)
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(plainToken()))
                .httpBasic(basic -> basic.authenticationEntryPoint(refusal))
                .formLogin(form -> form.defaultSuccessUrl(CONSOLE).permitAll())
                .logout(logout -> logout.permitAll())
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(refusal, calledByPrograms)
                        .defaultAuthenticationEntryPointFor(
                                new CallbackReturn(), path(HttpMethod.GET, CallbackReturn.PATH))
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"),
                                new NegatedRequestMatcher(calledByPrograms))
                        .accessDeniedHandler(refusal))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .headers(ConsoleSecurity::headers);
        return http.build();
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        String viewer = Role.VIEWER.word();
        String operator = Role.OPERATOR.word();
        requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll() // the request itself was checked before
                .requestMatchers(path(HttpMethod.GET, "/actuator/health"))
                .permitAll()
                .requestMatchers(
                        path(HttpMethod.GET, "/actuator/health/liveness"),
                        path(HttpMethod.GET, "/actuator/health/readiness"))
                .permitAll()
                // Every Jolokia call is a POST, reading too; JolokiaAccess tells them apart.
                .requestMatchers(path("/actuator/jolokia/**"), path("/actuator/hawtio/**"))
                .hasAnyRole(viewer, operator)
                // A plan changes nothing and shows what /api/explain shows.
                .requestMatchers(path(HttpMethod.POST, "/api/plan"))
                .hasAnyRole(viewer, operator)
                // A GET that changes something, because vendors send browsers there.
                .requestMatchers(path(CallbackReturn.PATH))
                .hasRole(operator)
                .requestMatchers(path(HttpMethod.GET, "/**"), path(HttpMethod.HEAD, "/**"))
                .hasAnyRole(viewer, operator)
                .anyRequest()
                .hasRole(operator);
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        // Hawtio sets its own policy for its pages.
        headers.addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        new NegatedRequestMatcher(path("/actuator/hawtio/**")),
                        new ContentSecurityPolicyHeaderWriter(CONTENT_POLICY)))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions -> permissions.policy("camera=(), geolocation=(), microphone=()"));
    }

    /** The token as it is in the cookie, written at once: the console sends it back unchanged with its first call. */
    private static CsrfTokenRequestAttributeHandler plainToken() {
        CsrfTokenRequestAttributeHandler handler = new CsrfTokenRequestAttributeHandler();
        handler.setCsrfRequestAttributeName(null);
        return handler;
    }

    /** Where a redirect to the login page would only confuse the caller. */
    private static RequestMatcher calledByPrograms() {
        RequestMatcher pages = new OrRequestMatcher(path("/api/docs/**"), path("/api/swagger-ui/**"));
        RequestMatcher programs = new OrRequestMatcher(
                path("/api/**"),
                path("/actuator/jolokia/**"),
                path("/actuator/hawtio/jolokia/**"),
                path("/actuator/hawtio/user/**"),
                path("/actuator/crmsync/**"),
                path("/actuator/prometheus"));
        return request -> programs.matches(request) && !pages.matches(request);
    }

    /** In a cookie, not in a session: strangers must not be able to fill the memory with sessions. */
    private static CookieRequestCache pagesOnly() {
        CookieRequestCache cache = new CookieRequestCache();
        cache.setRequestMatcher(new OrRequestMatcher(
                path(HttpMethod.GET, "/actuator/hawtio/crm-sync/**"),
                path(HttpMethod.GET, "/api/docs"),
                path(HttpMethod.GET, "/connect")));
        return cache;
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    private static RequestMatcher path(HttpMethod method, String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
    }
}
