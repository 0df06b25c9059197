package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S11")
class DestinationTest {
    private static final ConnectionName CRM = new ConnectionName("crm");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "198.18.0.1",
                "192.0.0.8",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001::1",
                "ff02::1"
            })
    void aNameThatLeadsToANonPublicAddressIsNotConnectedTo(String address) {
        Destination destination = Destination.of(CRM, "base-url", "https://crm.example.com", false, leadingTo(address));
        assertThatThrownBy(() -> destination.resolve("crm.example.com"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("private-network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"})
    void publicAddressesAreConnectedTo(String address) throws UnknownHostException {
        Destination destination = Destination.of(CRM, "base-url", "https://crm.example.com", false, leadingTo(address));
        assertThat(destination.resolve("crm.example.com")).hasSize(1);
    }

    @Test
    void aNameThatLeadsElsewhereLaterIsCheckedAgain() throws UnknownHostException {
        String[] now = {"93.184.215.14"};
        Destination destination =
                Destination.of(CRM, "base-url", "https://crm.example.com", false, new Names(() -> now[0]));
        destination.resolve("crm.example.com");
        now[0] = "169.254.169.254";
        assertThatThrownBy(() -> destination.resolve("crm.example.com")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void thisMachineIsReachedOnlyUnderItsOwnName() throws UnknownHostException {
        Destination local = Destination.of(CRM, "base-url", "http://localhost:8101", false, leadingTo("127.0.0.1"));
        assertThat(local.resolve("localhost")).hasSize(1);
        Destination poisoned = Destination.of(CRM, "base-url", "http://localhost:8101", false, leadingTo("10.0.0.1"));
        assertThatThrownBy(() -> poisoned.resolve("localhost")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aPrivateNetworkMustBeAllowed() throws UnknownHostException {
        assertThat(Destination.of(CRM, "base-url", "http://sandbox:8101", true, leadingTo("10.0.0.7"))
                        .resolve("sandbox"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "ftp://api.example.com",
                "api.example.com",
                "https://",
                "https://user@api.example.com",
                "https://api.example.com?x=1",
                "https://api.example.com#x",
                "https://api example.com",
                "http://2130706433",
                "http://0x7f000001",
                "http://127.1"
            })
    void anAddressThatWillNotDoIsRefusedWithTheNameOfItsSetting(String address) {
        assertThatThrownBy(() -> Destination.of(CRM, "base-url", address, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.crm.base-url");
    }

    private static DnsResolver leadingTo(String address) {
        return new Names(() -> address);
    }

    private record Names(java.util.function.Supplier<String> address) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {InetAddress.getByName(address.get())};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
