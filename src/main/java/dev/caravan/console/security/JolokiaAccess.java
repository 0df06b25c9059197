package dev.caravan.console.security;

import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.DenyAllRestrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What the console may do through Jolokia. Everything is denied that is not named here: viewers read Camel's and the
 * JVM's figures, operators start and stop routes as well. No message bodies, no system properties, no diagnostic
 * commands, no writing of attributes, for nobody.
 *
 * <p>Set as {@code management.endpoint.jolokia.config.restrictorClass}; Jolokia makes the object itself.
 */
public final class JolokiaAccess extends DenyAllRestrictor {
    private static final String CAMEL = "org.apache.camel";
    private static final String HAWTIO = "hawtio";

    private static final Set<RequestType> TYPES =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION, RequestType.EXEC);
    private static final Set<String> READABLE = Set.of(CAMEL, HAWTIO, "java.lang", "java.nio", "JMImplementation");
    /** Show paths, arguments and system properties, which may hold secrets. */
    private static final Set<String> HIDDEN_ATTRIBUTES =
            Set.of("SystemProperties", "InputArguments", "ClassPath", "BootClassPath", "LibraryPath", "GlobalOptions");
    /** Show message bodies, which are personal data. */
    private static final Set<String> HIDDEN_CAMEL_TYPES = Set.of("tracer", "debugger");

    private static final Set<String> SHOWS = Set.of(
            "dumpRouteAsXml",
            "dumpRoutesAsXml",
            "dumpRouteStatsAsXml",
            "dumpRoutesStatsAsXml",
            "dumpRouteSourceLocationsAsXml",
            "dumpStructureRoutesAsXml",
            "endpointStatistics",
            "informationJson",
            "explainEndpointJson",
            "explainComponentJson");
    private static final Set<String> ROUTE_ACTIONS = Set.of("start", "stop", "suspend", "resume", "reset");

    /** Made by Jolokia, which looks for this constructor. */
    public JolokiaAccess() {
        super();
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.POST;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return TYPES.contains(type);
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true; // who may come in is decided before, by the login
    }

    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        // Lenient calls ask whether to answer with CORS headers, which no foreign page gets; the CSRF token guards the
        // rest.
        return strict;
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return !READABLE.contains(name.getDomain()) || HIDDEN_CAMEL_TYPES.contains(type(name));
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return !isObjectNameHidden(name) && !HIDDEN_ATTRIBUTES.contains(attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        int bracket = operation.indexOf('(');
        String plain = bracket < 0 ? operation : operation.substring(0, bracket);
        if (HAWTIO.equals(name.getDomain())) {
            return "security".equals(type(name)) && plain.equals("canInvoke");
        }
        if (!CAMEL.equals(name.getDomain()) || isObjectNameHidden(name)) {
            return false;
        }
        boolean shows = SHOWS.contains(plain) || (plain.equals("browse") && "services".equals(type(name)));
        return shows || ("routes".equals(type(name)) && ROUTE_ACTIONS.contains(plain) && isOperator());
    }

    private static String type(ObjectName name) {
        String type = name.getKeyProperty("type");
        return type == null ? "" : type;
    }

    private static boolean isOperator() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user != null
                && user.getAuthorities().stream()
                        .anyMatch(a -> a.getAuthority().equals("ROLE_" + Role.OPERATOR.word()));
    }
}
