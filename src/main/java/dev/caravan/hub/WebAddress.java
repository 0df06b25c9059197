package dev.caravan.hub;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parts of a web address that identify someone: host and path, however the address was written. */
final class WebAddress {
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LABEL = 63;
    /** Providers of mailboxes for everyone: their domain says nothing about where a person works. */
    private static final Set<String> FREE_MAIL = Set.of(
            ("gmail.com,googlemail.com,yahoo.com,yahoo.co.uk,yahoo.fr,yahoo.de,yahoo.es,yahoo.it,yahoo.co.in,yahoo.co.jp,"
                            + "yahoo.com.br,ymail.com,rocketmail.com,hotmail.com,hotmail.co.uk,hotmail.fr,hotmail.de,hotmail.es,hotmail.it,"
                            + "outlook.com,outlook.es,outlook.de,outlook.fr,live.com,live.co.uk,live.fr,live.nl,msn.com,aol.com,"
                            + "icloud.com,me.com,mac.com,proton.me,protonmail.com,pm.me,tutanota.com,tuta.io,gmx.de,gmx.net,gmx.com,gmx.at,"
                            + "gmx.ch,web.de,t-online.de,freenet.de,mail.com,mail.ru,bk.ru,list.ru,inbox.ru,yandex.ru,yandex.com,"
                            + "qq.com,163.com,126.com,sina.com,naver.com,hanmail.net,orange.fr,wanadoo.fr,free.fr,laposte.net,sfr.fr,"
                            + "libero.it,virgilio.it,tiscali.it,telefonica.net,terra.es,uol.com.br,bol.com.br,seznam.cz,wp.pl,o2.pl,"
                            + "onet.pl,interia.pl,rediffmail.com,zohomail.com,fastmail.com,hey.com,comcast.net,verizon.net,att.net,"
                            + "sbcglobal.net,cox.net,btinternet.com,bigpond.com,telia.com,bluewin.ch,ziggo.nl,kpnmail.nl,skynet.be")
                    .split(","));
    /**
     * Sites on which companies have a page: with a path behind it, the address says nothing about the company's own
     * domain.
     */
    private static final Set<String> HOSTS_OF_PAGES = Set.of(
            "facebook.com",
            "linkedin.com",
            "instagram.com",
            "twitter.com",
            "x.com",
            "youtube.com",
            "tiktok.com",
            "linktr.ee",
            "sites.google.com",
            "medium.com",
            "github.com",
            "crunchbase.com");

    private final String host;
    private final String path;

    private WebAddress(String host, String path) {
        this.host = host;
        this.path = path;
    }

    /**
     * Reads an address in any of its spellings: with or without scheme, user, port, path, query; empty when it has no
     * host name.
     */
    static Optional<WebAddress> read(String raw) {
        String rest = raw.strip().toLowerCase(Locale.ROOT);
        if (rest.length() < 4 || rest.length() > 2_000) {
            return Optional.empty();
        }
        int scheme = rest.indexOf("//");
        if (scheme >= 0 && scheme < rest.length() - 2 && isScheme(rest, scheme)) {
            rest = rest.substring(scheme + 2);
        }
        int end = endOfHost(rest);
        String path = rest.substring(end);
        String host = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
        int port = host.indexOf(':');
        if (port >= 0) {
            host = host.substring(0, port);
        }
        String known = host;
        return asciiHost(known).map(ascii -> new WebAddress(ascii, path));
    }

    /** Lower-case host in its ASCII form, without a trailing dot; empty when it is no host name of the internet. */
    static Optional<String> asciiHost(String raw) {
        String host = raw;
        while (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (!isAscii(host)) {
            try {
                host = IDN.toASCII(host).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return isHost(host) ? Optional.of(host) : Optional.empty();
    }

    /** Labels of letters, digits, hyphens and underscores, and an ending of letters or one in Punycode. */
    private static boolean isHost(String host) {
        if (host.length() < 4 || host.length() > LONGEST_HOST) {
            return false;
        }
        int start = 0;
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', start)) {
            if (!isLabel(host, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return start > 0 && isEnding(host, start);
    }

    private static boolean isLabel(String host, int start, int end) {
        int length = end - start;
        if (length < 1 || length > LONGEST_LABEL || host.charAt(start) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = host.charAt(i);
            if (!isLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return length == 1 || isLetterOrDigit(host.charAt(end - 1));
    }

    private static boolean isEnding(String host, int start) {
        boolean punycode = host.startsWith("xn--", start);
        int first = punycode ? start + 4 : start;
        int length = host.length() - first;
        if (length < (punycode ? 1 : 2) || length > (punycode ? LONGEST_LABEL - 4 : LONGEST_LABEL)) {
            return false;
        }
        for (int i = first; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean fits = punycode ? isLetterOrDigit(c) || c == '-' : c >= 'a' && c <= 'z';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** The host without {@code www.}. */
    String bareHost() {
        return host.startsWith("www.") && host.indexOf('.', 4) > 0 ? host.substring(4) : host;
    }

    /** The company's domain; empty for mailbox providers and for pages on other companies' sites. */
    Optional<String> companyDomain() {
        String bare = bareHost();
        boolean page = path.length() > 1 && path.charAt(0) == '/' && HOSTS_OF_PAGES.contains(withoutMobile(bare));
        return page || FREE_MAIL.contains(bare) ? Optional.empty() : Optional.of(bare);
    }

    /** What identifies a LinkedIn profile or page, such as {@code linkedin.com/in/x}; empty for any other address. */
    Optional<String> linkedIn() {
        if (!host.equals("linkedin.com") && !host.endsWith(".linkedin.com")) {
            return Optional.empty();
        }
        int end = 0;
        while (end < path.length() && path.charAt(end) != '?' && path.charAt(end) != '#') {
            end++;
        }
        List<String> parts = segments(decoded(path.substring(0, end)));
        if (parts.size() < 2 || parts.get(1).isBlank()) {
            return Optional.empty();
        }
        // An address of the old kind, pub/name/1/2/3, needs all its parts; the others end after the name.
        if (parts.get(0).equals("pub")) {
            return Optional.of("linkedin.com/" + String.join("/", parts));
        }
        if (parts.get(0).equals("sales") || parts.get(0).equals("talent")) {
            return parts.size() < 3
                    ? Optional.empty()
                    : Optional.of("linkedin.com/" + parts.get(0) + "/" + parts.get(1) + "/"
                            + parts.get(2).replaceFirst(",.*", ""));
        }
        return Optional.of("linkedin.com/" + parts.get(0) + "/" + parts.get(1).strip());
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > start) {
                    segments.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return segments;
    }

    /**
     * The registrable domain without its public suffix; empty where the public suffix list does not know the ending.
     */
    static Optional<String> nameOf(String domain) {
        if (!InternetDomainName.isValid(domain)) {
            return Optional.empty();
        }
        InternetDomainName name = InternetDomainName.from(domain);
        if (!name.isUnderPublicSuffix()) {
            return Optional.empty();
        }
        return Optional.of(name.topPrivateDomain().parts().get(0));
    }

    private static String withoutMobile(String bare) {
        return bare.startsWith("m.") ? bare.substring(2) : bare;
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2b"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // A broken escape stays as it was written: it still identifies the page.
            return path;
        }
    }

    private static boolean isScheme(String text, int slashes) {
        return slashes == 0
                || text.charAt(slashes - 1) == ':'
                        && text.substring(0, slashes - 1).chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '+');
    }

    private static int endOfHost(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?' || c == '#' || c == '\\' || c == ' ' || c == ',') {
                return i;
            }
        }
        return text.length();
    }
}
