package dev.caravan.crm.http;

import dev.caravan.crm.Consent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Consent by authorization code, for the tokens of one connection. */
final class CodeConsent implements Consent {
    private final OAuthTokens tokens;
    private final String client;
    private final ConsentForm form;

    CodeConsent(OAuthTokens tokens, String client, ConsentForm form) {
        this.tokens = tokens;
        this.client = client;
        this.form = form;
    }

    @Override
    public boolean isGiven() {
        return tokens.areKept();
    }

    @Override
    public String page(Attempt attempt) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", client);
        query.put("redirect_uri", attempt.redirectUri());
        if (!form.scopes().isEmpty()) {
            query.put("scope", String.join(form.separator(), form.scopes()));
        }
        query.putAll(form.more());
        query.put("state", attempt.state());
        if (form.proof()) {
            query.put("code_challenge", challenge(attempt.verifier()));
            query.put("code_challenge_method", "S256");
        }
        return form.url() + "?"
                + query.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
    }

    @Override
    public void take(String code, Attempt attempt) {
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", attempt.redirectUri());
        if (form.proof()) {
            grant.put("code_verifier", attempt.verifier());
        }
        tokens.exchange(grant);
    }

    @Override
    public boolean withdraw() {
        return tokens.forget(form.end());
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String encoded(String value) {
        // Some vendors take a plus sign in a query for itself.
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
