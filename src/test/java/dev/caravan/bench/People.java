package dev.caravan.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Invented contacts that nobody has seen before, as JSON. */
final class People {
    private static final String[] FIRST = {
        "Ada", "Ben", "Chloe", "Dev", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas"
    };
    private static final String[] LAST = {"Okafor", "Eriksen", "Ullmann", "Moreau", "Tanaka", "Silva", "Novak", "Byrne"
    };
    private static final String[] TITLES = {"Head of Sales", "IT Director", "Operations Lead", "Software Engineer"};

    private final String series;
    private final AtomicLong next = new AtomicLong();

    /** @param series tells the people of one run from those of another */
    People(String series) {
        this.series = series;
    }

    /** A JSON array of that many new contacts, or one object for 1. */
    byte[] body(int count) {
        StringBuilder json = new StringBuilder(count * 330);
        if (count > 1) {
            json.append('[');
        }
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.append(',');
            }
            append(json, next.getAndIncrement(), "");
        }
        if (count > 1) {
            json.append(']');
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The contact of that number as one line, with a company unless that is empty. */
    String line(long n, String company) {
        StringBuilder json = new StringBuilder(330);
        append(json, n, company);
        return json.toString();
    }

    private void append(StringBuilder json, long n, String company) {
        String first = FIRST[(int) (n % FIRST.length)];
        String last = LAST[(int) (n / FIRST.length % LAST.length)];
        json.append("{\"id\":\"").append(series).append('-').append(n);
        json.append("\",\"first_name\":\"")
                .append(first)
                .append("\",\"last_name\":\"")
                .append(last);
        json.append("\",\"work_email\":\"").append(series).append('.').append(n).append("@people.example");
        json.append("\",\"email_status\":\"verified\",\"job_title\":\"").append(TITLES[(int) (n % TITLES.length)]);
        json.append("\",\"linkedin_url\":\"https://www.linkedin.com/in/")
                .append(series)
                .append('-')
                .append(n);
        json.append("\",\"seniority\":\"director\",\"stage\":\"Contacted\",\"city\":\"Utrecht\",\"country\":\"NL\"");
        json.append(",\"company_name\":\"Pinecrest Tooling ").append(n % 1_000).append('"');
        if (!company.isEmpty()) {
            json.append(",\"company_id\":\"").append(company).append('"');
        }
        json.append('}');
    }
}
