package dev.caravan.crm.http;

import com.google.common.net.InetAddresses;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * The one server that a connection talks to, and which addresses its name may lead to: public ones over https, or this
 * machine when the name says so, or anything when the connection allows its private network. Checked each time that a
 * socket is opened, on the address that is used.
 */
final class Destination implements DnsResolver {
    private final URI base;
    private final Reach reach;
    private final DnsResolver names;

    private enum Reach {
        PUBLIC,
        THIS_MACHINE,
        ANYWHERE
    }

    private Destination(URI base, Reach reach, DnsResolver names) {
        this.base = base;
        this.reach = reach;
        this.names = names;
    }

    /**
     * Checks the address as it is written.
     *
     * @param setting where it is written, for the message
     * @param privateNetwork whether plain http and private addresses are allowed
     */
    static Destination of(ConnectionName connection, String setting, String address, boolean privateNetwork) {
        return of(connection, setting, address, privateNetwork, SystemDefaultDnsResolver.INSTANCE);
    }

    static Destination of(
            ConnectionName connection, String setting, String address, boolean privateNetwork, DnsResolver names) {
        String where = "caravan.connections." + connection + "." + setting;
        URI uri;
        try {
            uri = new URI(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
        } catch (URISyntaxException e) {
            throw wrong(where + " is not a web address. Write it like https://api.example.com");
        }
        String host = uri.getHost();
        String scheme = uri.getScheme();
        if (host == null
                || scheme == null
                || uri.getUserInfo() != null
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw wrong(where + " must be scheme, host, port and path only, like https://api.example.com");
        }
        if (host.matches("[0-9.]+") && !InetAddresses.isInetAddress(host)) {
            // 0177.0.0.1 is one address to some and another to others.
            throw wrong(where + " must name an address as four numbers without zeros before them");
        }
        Reach reach = privateNetwork ? Reach.ANYWHERE : isThisMachine(host) ? Reach.THIS_MACHINE : Reach.PUBLIC;
        boolean plain = scheme.equalsIgnoreCase("http");
        if (!scheme.equalsIgnoreCase("https") && !(plain && reach != Reach.PUBLIC)) {
            throw wrong(where + " must start with https://, or the connection needs the option private-network: true");
        }
        return new Destination(uri, reach, names);
    }

    /** Refuses what is written as an address of this machine or of a private network. */
    void mustBePublic(ConnectionName connection, String setting) {
        String host = base.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        boolean isPrivate = InetAddresses.isInetAddress(bare) && !isPublic(InetAddresses.forString(bare));
        if (reach == Reach.THIS_MACHINE || reach == Reach.PUBLIC && isPrivate) {
            throw wrong("caravan.connections." + connection + "." + setting + ": " + bare
                    + " is not a public address; the option private-network: true would allow it");
        }
    }

    URI base() {
        return base;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        if (found == null || found.length == 0) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : found) {
            if (!isAllowed(address)) {
                throw new UnknownHostException(host + " leads to " + address.getHostAddress()
                        + ", which is not a public address; the option private-network: true would allow it");
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private boolean isAllowed(InetAddress address) {
        return switch (reach) {
            case ANYWHERE -> true;
            case THIS_MACHINE -> address.isLoopbackAddress();
            case PUBLIC -> isPublic(address);
        };
    }

    private static boolean isThisMachine(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT).equals("localhost")
                || (InetAddresses.isInetAddress(bare)
                        && InetAddresses.forString(bare).isLoopbackAddress());
    }

    private static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        return b.length == 4 ? isPublic(b[0] & 0xff, b[1] & 0xff, b[2] & 0xff) : isPublicIpv6(b);
    }

    private static boolean isPublic(int first, int second, int third) {
        boolean carrierNat = first == 100 && second >= 64 && second <= 127;
        boolean benchmark = first == 198 && (second == 18 || second == 19);
        boolean protocol = first == 192 && second == 0 && third == 0;
        return first != 0 && first < 240 && !carrierNat && !benchmark && !protocol;
    }

    private static boolean isPublicIpv6(byte[] b) {
        // Only 2000::/3 is handed out; of it 6to4 and Teredo wrap an IPv4 address, as NAT64 outside of it does.
        boolean global = (b[0] & 0xe0) == 0x20;
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        boolean teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;
        return global && !sixToFour && !teredo;
    }

    private static InvalidInputException wrong(String message) {
        return new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
