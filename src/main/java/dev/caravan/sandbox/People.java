package dev.caravan.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Made-up people and companies, the same for the same seed and number; no two have the same e-mail or domain. */
public final class People {
    private static final List<String> FIRST = List.of(
            "Ann", "Bert", "Carla", "Daan", "Eva", "Femke", "Gijs", "Hanna", "Ilse", "Jan", "Kees", "Lotte", "Mila",
            "Noor", "Olaf", "Petra", "Quinten", "Roos", "Sven", "Tess", "Ursula", "Victor", "Wies", "Yara", "Zoë");
    private static final List<String> LAST = List.of(
            "Jansen", "de Vries", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Peters", "Hendriks", "Dekker",
            "Kok", "Maas", "Kuipers", "Post", "Schouten", "Willems", "Prins", "Huisman", "Brandt", "Fischer", "Weber",
            "O'Neill", "Lindqvist", "Moreau");
    private static final List<String> TITLES = List.of(
            "CEO", "CFO", "CTO", "Head of Sales", "Account Manager", "Marketing Manager", "Engineer", "Buyer",
            "Office Manager", "Consultant");
    private static final List<String> CITIES = List.of(
            "Amsterdam", "Utrecht", "Rotterdam", "Gent", "Antwerpen", "Köln", "Hamburg", "Lyon", "Leeds", "Malmö");
    private static final List<String> TRADES = List.of(
            "Bikes", "Logistics", "Software", "Foods", "Energy", "Prints", "Textiles", "Advice", "Gardens", "Tools");
    private static final int NUMBERS = 10_000_000;
    private static final int STAFF = 500;

    private final long seed;

    public People(long seed) {
        this.seed = seed;
    }

    /**
     * One person with a company.
     *
     * @param number of the person, part of e-mail and domain
     * @param phone international, without blanks
     * @param staff employees of the company
     */
    public record Person(
            long number,
            String first,
            String last,
            String email,
            String phone,
            String title,
            String city,
            String company,
            String domain,
            int staff) {}

    /** The person of that number. */
    public Person person(long number) {
        RandomGenerator random = new Random(seed * 31 + number);
        String first = one(FIRST, random);
        String last = one(LAST, random);
        String company = one(LAST, random) + " " + one(TRADES, random) + " " + number;
        String domain = word(company) + ".example";
        String email = word(first) + "." + word(last) + "." + number + "@" + domain;
        String phone = "+316" + String.format(Locale.ROOT, "%08d", random.nextInt(NUMBERS));
        return new Person(
                number,
                first,
                last,
                email,
                phone,
                one(TITLES, random),
                one(CITIES, random),
                company,
                domain,
                1 + random.nextInt(STAFF));
    }

    private static String one(List<String> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT).replace('ë', 'e').replaceAll("[^a-z0-9]+", "-");
    }
}
