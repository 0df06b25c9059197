package dev.caravan.hub;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Normalised values by which records find each other. Hub values and CRM values go through the same functions, so that
 * spelling never decides: a value that is not what its field says (an e-mail without a domain, a phone number that does
 * not exist) gives no key.
 *
 * <p>Safe for use by several threads.
 */
public final class MatchKeys {
    private static final Pattern LOCAL_PART =
            Pattern.compile("[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]++(?:\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]++)*+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> PERSON_FIELDS = Set.of("first_name", "last_name", "company_name");
    private static final Set<RecordType> PEOPLE = Set.of(RecordType.CONTACT, RecordType.LEAD);

    /** Raised whenever the same value gives another key than before, or a record gives other keys. */
    private static final int VERSION = 1;

    private final String region;
    private volatile List<KeyRule> further;

    /** @param region two letters: the country of phone numbers that are written without one, such as {@code US} */
    public MatchKeys(String region) {
        this(region, List.of());
    }

    /** @param further match rules whose keys are wanted besides the usual ones */
    public MatchKeys(String region, Collection<KeyRule> further) {
        this.region = region.toUpperCase(Locale.ROOT);
        this.further = unusual(further);
    }

    /** From now on records have the keys of these match rules besides the usual ones, and of no others. */
    public void want(Collection<KeyRule> rules) {
        further = unusual(rules);
    }

    private static List<KeyRule> unusual(Collection<KeyRule> rules) {
        return rules.stream().distinct().filter(rule -> !isUsual(rule)).toList();
    }

    /**
     * Digest of all that decides which keys a record has; stays the same as long as every record would get the same
     * keys.
     */
    public String rules() {
        // Which phone numbers exist changes from one version of the library to the next.
        String numbers = String.valueOf(PhoneNumberUtil.class.getPackage().getImplementationVersion());
        String named = further.stream()
                .map(rule -> rule.type().word() + " " + rule.fields() + " " + rule.anyDomainExtension())
                .sorted()
                .collect(Collectors.joining("\n"));
        String all = String.join("\n", String.valueOf(VERSION), region, numbers, named);
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Country of phone numbers that are written without one, two letters. */
    public String region() {
        return region;
    }

    /**
     * The keys of a record, each once: of a company its domains, name, LinkedIn page, phones and e-mails, of a contact
     * or lead its e-mails, phones, LinkedIn profile and person; of an activity its deal; of everything else only what
     * {@code further} rules ask for.
     */
    public List<MatchKey> of(HubRecord record) {
        RecordType type = record.key().type();
        boolean company = type == RecordType.COMPANY;
        LinkedHashSet<MatchKey> keys = new LinkedHashSet<>();
        if (company || PEOPLE.contains(type)) {
            record.fields().forEach((field, value) -> {
                String kind = kindOf(type, field);
                if (identifies(company, kind)) {
                    keyOf(type, field, value).ifPresent(keys::add);
                    if (kind.equals(MatchKey.DOMAIN)) {
                        domainName(value.toString()).ifPresent(v -> keys.add(new MatchKey(MatchKey.DOMAIN_NAME, v)));
                    }
                }
            });
        }
        if (PEOPLE.contains(type)) {
            person(record.text("first_name"), record.text("last_name"), record.text("company_name"))
                    .ifPresent(v -> keys.add(new MatchKey(MatchKey.PERSON, v)));
        }
        if (type.isActivity()) {
            key(RecordType.DEAL.word(), record.text("deal_id")).ifPresent(keys::add);
        }
        for (KeyRule rule : further) {
            if (rule.type() == type) {
                ofRule(record, rule).ifPresent(keys::add);
            }
        }
        return List.copyOf(keys);
    }

    /** The one key that a record has under a rule; empty when a field of the rule is absent or says nothing. */
    public Optional<MatchKey> ofRule(HubRecord record, KeyRule rule) {
        if (rule.fields().size() == 1) {
            return keyUnder(record, rule, rule.fields().get(0));
        }
        if (PERSON_FIELDS.equals(Set.copyOf(rule.fields()))) {
            return person(record.text("first_name"), record.text("last_name"), record.text("company_name"))
                    .map(v -> new MatchKey(MatchKey.PERSON, v));
        }
        List<String> kinds = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String field : rule.fields()) {
            Optional<MatchKey> key = keyUnder(record, rule, field);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            kinds.add(key.get().kind().equals(MatchKey.DOMAIN_NAME) ? MatchKey.DOMAIN_NAME : field);
            values.add(key.get().value().replace('|', ' '));
        }
        return key("rule:" + String.join("+", kinds), String.join("|", values));
    }

    /**
     * The value that a rule's field stands for; null when there is none. A company that has no {@code domain} is known
     * by its {@code website}, and the other way round.
     */
    public static @Nullable Object valueOf(HubRecord record, String field) {
        Object value = record.value(field);
        return value == null
                ? sameAs(record.key().type(), field).map(record::value).orElse(null)
                : value;
    }

    /** The other name of a field that has two. */
    public static Optional<String> sameAs(RecordType type, String field) {
        if (type != RecordType.COMPANY) {
            return Optional.empty();
        }
        return switch (field) {
            case "domain" -> Optional.of("website");
            case "website" -> Optional.of("domain");
            default -> Optional.empty();
        };
    }

    /**
     * The key of one value, under the kind that the hub field's name stands for.
     *
     * @param value from the hub or from a CRM; null gives no key
     */
    public Optional<MatchKey> keyOf(RecordType type, String field, @Nullable Object value) {
        String text = asText(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String kind = kindOf(type, field);
        return normalised(kind, field, text).flatMap(v -> key(kind, v));
    }

    /**
     * The kind of key that values of a hub field give; {@code field:<field>} for a field that is no usual identifier.
     */
    public static String kindOf(RecordType type, String field) {
        if (field.equals("email") || field.endsWith("_email")) {
            return MatchKey.EMAIL;
        }
        if (field.endsWith("domain") || field.endsWith("website") || field.equals("website_url")) {
            return MatchKey.DOMAIN;
        }
        // A contact's company_phone or company_linkedin_url is shared by all its colleagues.
        boolean ofItself = type == RecordType.COMPANY || !field.startsWith("company_");
        if (ofItself && (field.equals("phone") || field.endsWith("_phone") || field.endsWith("phone_number"))) {
            return MatchKey.PHONE;
        }
        if (ofItself && (field.endsWith("linkedin_url") || field.endsWith("linkedin"))) {
            return MatchKey.LINKEDIN;
        }
        if (field.equals("company_name") || type == RecordType.COMPANY && field.equals("name")) {
            return MatchKey.NAME;
        }
        return "field:" + field;
    }

    /**
     * An e-mail address in lower case, its domain in ASCII; empty when it is not a valid address. Nothing is done about
     * plus-addresses.
     */
    public static Optional<String> email(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        if (at < 1 || at > 64 || text.length() > 254) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        if (!isLocalPart(local) || text.endsWith(".")) {
            return Optional.empty();
        }
        return WebAddress.asciiHost(text.substring(at + 1)).map(host -> local + "@" + host);
    }

    private static boolean isLocalPart(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                // Most addresses hold nothing but these and dots between them.
                boolean between = c == '.' && i > 0 && text.charAt(i - 1) != '.' && i < text.length() - 1;
                if (!between) {
                    return LOCAL_PART.matcher(text).matches();
                }
            }
        }
        return !text.isEmpty();
    }

    /**
     * The domain of a company's site or bare domain: {@code acme.com} for {@code https://www.Acme.com:443/en}; empty
     * for mailbox providers.
     */
    public static Optional<String> domain(String raw) {
        return WebAddress.read(raw).flatMap(WebAddress::companyDomain);
    }

    /** The registrable domain without its public suffix: {@code acme} for {@code www.acme.co.uk}. */
    public static Optional<String> domainName(String raw) {
        return domain(raw).flatMap(WebAddress::nameOf);
    }

    /**
     * A phone number in E.164 form, {@code +442079460958}, with {@code ;ext=12} when it has an extension; empty when no
     * such number can exist.
     *
     * @param region country of numbers without one, two letters
     */
    public static Optional<String> phone(String raw, String region) {
        return parsePhone(raw, region).map(MatchKeys::e164);
    }

    /**
     * Spellings in which a CRM may hold a phone number, the E.164 form first; empty when no such number can exist.
     *
     * @param region country of numbers without one, two letters
     */
    public static List<String> phoneSpellings(String raw, String region) {
        return parsePhone(raw, region)
                .map(number -> {
                    PhoneNumberUtil util = PhoneNumberUtil.getInstance();
                    LinkedHashSet<String> spellings = new LinkedHashSet<>();
                    spellings.add(util.format(number, PhoneNumberFormat.E164));
                    spellings.add(util.format(number, PhoneNumberFormat.INTERNATIONAL));
                    spellings.add(util.format(number, PhoneNumberFormat.NATIONAL));
                    spellings.add(raw.strip());
                    return List.copyOf(spellings);
                })
                .orElse(List.of());
    }

    /**
     * A LinkedIn address as {@code linkedin.com/in/x}, whatever country, tracking or page was in it; empty for any
     * other address.
     */
    public static Optional<String> linkedIn(String raw) {
        return WebAddress.read(raw).flatMap(WebAddress::linkedIn);
    }

    /** A company's name without case, accents, punctuation and legal form: {@code acme} for {@code ACMÉ, S.L.} */
    public static Optional<String> companyName(String raw) {
        return nonEmpty(FoldedNames.foldCompany(raw));
    }

    /** A person's name, or a part of it, without case, accents and punctuation. */
    public static Optional<String> personName(String raw) {
        return nonEmpty(FoldedNames.fold(raw));
    }

    /** First name, last name and company as one key; empty when one of them is. */
    public static Optional<String> person(String firstName, String lastName, String companyName) {
        if (firstName.isEmpty() || lastName.isEmpty() || companyName.isEmpty()) {
            return Optional.empty();
        }
        String first = FoldedNames.fold(firstName);
        String last = FoldedNames.fold(lastName);
        String company = FoldedNames.foldCompany(companyName);
        boolean complete = !first.isEmpty() && !last.isEmpty() && !company.isEmpty();
        String value = first + "|" + last + "|" + company;
        return complete && value.length() <= MatchKey.LONGEST ? Optional.of(value) : Optional.empty();
    }

    private Optional<MatchKey> keyUnder(HubRecord record, KeyRule rule, String field) {
        Optional<MatchKey> key = keyOf(rule.type(), field, valueOf(record, field));
        if (rule.anyDomainExtension() && key.isPresent() && key.get().kind().equals(MatchKey.DOMAIN)) {
            return WebAddress.nameOf(key.get().value()).map(v -> new MatchKey(MatchKey.DOMAIN_NAME, v));
        }
        return key;
    }

    /** Whether every record of the type has the rule's key among its usual ones. */
    private static boolean isUsual(KeyRule rule) {
        boolean company = rule.type() == RecordType.COMPANY;
        boolean person = PEOPLE.contains(rule.type());
        if (rule.fields().size() == 1) {
            return (company || person)
                    && identifies(company, kindOf(rule.type(), rule.fields().get(0)));
        }
        return person && PERSON_FIELDS.equals(Set.copyOf(rule.fields()));
    }

    private Optional<String> normalised(String kind, String field, String text) {
        switch (kind) {
            case MatchKey.EMAIL:
                return email(text);
            case MatchKey.DOMAIN:
                return domain(text);
            case MatchKey.PHONE:
                return phone(text, region);
            case MatchKey.LINKEDIN:
                return linkedIn(text);
            case MatchKey.NAME:
                return companyName(text);
            default:
                boolean isName = field.equals("name") || field.endsWith("_name");
                return isName
                        ? personName(text)
                        : nonEmpty(SPACE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" "));
        }
    }

    private static boolean identifies(boolean company, String kind) {
        return switch (kind) {
            case MatchKey.EMAIL, MatchKey.PHONE, MatchKey.LINKEDIN -> true;
            case MatchKey.DOMAIN, MatchKey.NAME -> company;
            default -> false;
        };
    }

    private static String asText(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        return value == null || value instanceof Collection<?>
                ? ""
                : value.toString().strip();
    }

    private static Optional<PhoneNumber> parsePhone(String raw, String region) {
        // Asked first because the parser is slow and answers "no" by an exception.
        if (raw.length() > 60 || raw.chars().filter(Character::isDigit).count() < 5) {
            return Optional.empty();
        }
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = util.parse(raw, region);
            return util.isValidNumber(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private static String e164(PhoneNumber number) {
        String plain = PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.E164);
        return number.hasExtension() ? plain + ";ext=" + number.getExtension() : plain;
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<MatchKey> key(String kind, String value) {
        return value.isEmpty() || value.length() > MatchKey.LONGEST
                ? Optional.empty()
                : Optional.of(new MatchKey(kind, value));
    }
}
