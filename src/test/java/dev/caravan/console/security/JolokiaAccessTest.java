package dev.caravan.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.ObjectName;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

@Tag("S14")
class JolokiaAccessTest {
    private final JolokiaAccess access = new JolokiaAccess();

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    @ParameterizedTest(name = "{0} {1}: viewer {2}, operator {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "org.apache.camel:context=c,type=context,name=\"c\"        | dumpRoutesAsXml()                       | true  | true",
                "org.apache.camel:context=c,type=context,name=\"c\"        | dumpRoutesStatsAsXml(boolean,boolean)   | true  | true",
                "org.apache.camel:context=c,type=context,name=\"c\"        | sendBody(java.lang.String,java.lang.Object) | false | false",
                "org.apache.camel:context=c,type=context,name=\"c\"        | addOrUpdateRoutesFromXml(java.lang.String)  | false | false",
                "org.apache.camel:context=c,type=context,name=\"c\"        | stop()                                  | false | false",
                "org.apache.camel:context=c,type=context,name=\"c\"        | createEndpoint(java.lang.String)        | false | false",
                "org.apache.camel:context=c,type=routes,name=\"r\"         | stop()                                  | false | true",
                "org.apache.camel:context=c,type=routes,name=\"r\"         | start                                   | false | true",
                "org.apache.camel:context=c,type=routes,name=\"r\"         | updateRouteFromXml(java.lang.String)    | false | false",
                "org.apache.camel:context=c,type=routes,name=\"r\"         | dumpRouteAsXml()                        | true  | true",
                "org.apache.camel:context=c,type=endpoints,name=\"e\"      | browseAllMessagesAsXml(java.lang.Boolean) | false | false",
                "org.apache.camel:context=c,type=services,name=Inflight    | browse()                                | true  | true",
                "org.apache.camel:context=c,type=tracer,name=BacklogTracer | dumpAllTracedMessagesAsXml()            | false | false",
                "hawtio:type=security,name=JMXSecurity                     | canInvoke(java.lang.String)             | true  | true",
                "java.lang:type=Memory                                     | gc()                                    | false | false",
                "com.sun.management:type=DiagnosticCommand                 | vmCommandLine()                         | false | false"
            })
    void operationsAreDeniedUnlessNamed(String bean, String operation, boolean viewer, boolean operator)
            throws Exception {
        as(Role.VIEWER);
        assertThat(access.isOperationAllowed(new ObjectName(bean), operation)).isEqualTo(viewer);
        as(Role.OPERATOR);
        assertThat(access.isOperationAllowed(new ObjectName(bean), operation)).isEqualTo(operator);
    }

    @Test
    void withoutAUserNoRouteIsStopped() throws Exception {
        assertThat(access.isOperationAllowed(new ObjectName("org.apache.camel:type=routes,name=r"), "stop()"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang:type=Memory, HeapMemoryUsage, true",
        "java.lang:type=Runtime, Uptime, true",
        "java.lang:type=Runtime, SystemProperties, false",
        "java.lang:type=Runtime, InputArguments, false",
        "java.util.logging:type=Logging, LoggerNames, false",
        "org.springframework.boot:type=Endpoint, Env, false",
        "com.zaxxer.hikari:type=Pool, Username, false",
        "org.apache.camel:type=tracer, Enabled, false",
        "org.apache.camel:type=routes, ExchangesTotal, true",
        "org.apache.camel:type=context, GlobalOptions, false"
    })
    void attributesAreHiddenThatCouldHoldSecrets(String bean, String attribute, boolean isAllowed) throws Exception {
        as(Role.OPERATOR);
        assertThat(access.isAttributeReadAllowed(new ObjectName(bean.replace("type", "name=x,type")), attribute))
                .isEqualTo(isAllowed);
        assertThat(access.isAttributeWriteAllowed(new ObjectName(bean.replace("type", "name=x,type")), attribute))
                .isFalse();
    }

    @Test
    void onlyPostsThatDoNotWriteAreTaken() {
        assertThat(access.isHttpMethodAllowed(HttpMethod.GET)).isFalse();
        assertThat(access.isHttpMethodAllowed(HttpMethod.POST)).isTrue();
        assertThat(access.isTypeAllowed(RequestType.WRITE)).isFalse();
        assertThat(access.isTypeAllowed(RequestType.NOTIFICATION)).isFalse();
        assertThat(access.isTypeAllowed(RequestType.CONFIG)).isFalse();
    }

    private static void as(Role role) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken("u", "", "ROLE_" + role.word()));
    }
}
