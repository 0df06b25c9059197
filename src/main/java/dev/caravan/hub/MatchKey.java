package dev.caravan.hub;

/**
 * A normalised value by which records find each other: two records of one type with an equal key are the same thing as
 * far as that key goes.
 *
 * @param kind {@code email}, {@code domain}, {@code domain_name}, {@code phone}, {@code linkedin}, {@code name},
 *     {@code person}, {@code field:<field>} or {@code rule:<field>+<field>}; part of the stored data
 * @param value not empty, at most {@link #LONGEST} characters
 */
public record MatchKey(String kind, String value) {
    public static final String EMAIL = "email";
    /** The host of a company's site without {@code www.}. */
    public static final String DOMAIN = "domain";
    /** The registrable domain without its public suffix: {@code acme} for {@code acme.com} and {@code acme.co.uk}. */
    public static final String DOMAIN_NAME = "domain_name";

    public static final String PHONE = "phone";
    public static final String LINKEDIN = "linkedin";
    /** A company's folded name without its legal form. */
    public static final String NAME = "name";
    /** First name, last name and company name, folded. */
    public static final String PERSON = "person";
    /** Longest value; a longer text identifies nothing and gives no key. */
    public static final int LONGEST = 500;

    public MatchKey {
        if (kind.isEmpty() || value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a match key of kind '" + kind + "' needs a value of 1-" + LONGEST + " characters");
        }
    }
}
