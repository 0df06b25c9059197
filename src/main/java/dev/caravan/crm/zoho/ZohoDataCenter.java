package dev.caravan.crm.zoho;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where an account lives. (Zoho's software kit for version 8: one host for logins and one for calls per data centre; a
 * token of one is refused by the others.)
 */
enum ZohoDataCenter {
    US("accounts.zoho.com", "www.zohoapis.com"),
    EU("accounts.zoho.eu", "www.zohoapis.eu"),
    IN("accounts.zoho.in", "www.zohoapis.in"),
    AU("accounts.zoho.com.au", "www.zohoapis.com.au"),
    JP("accounts.zoho.jp", "www.zohoapis.jp"),
    CN("accounts.zoho.com.cn", "www.zohoapis.com.cn"),
    CA("accounts.zohocloud.ca", "www.zohoapis.ca"),
    SA("accounts.zoho.sa", "www.zohoapis.sa");

    private final String accounts;
    private final String api;

    ZohoDataCenter(String accounts, String api) {
        this.accounts = accounts;
        this.api = api;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ZohoDataCenter::word).toList();
    }

    static ZohoDataCenter of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String tokenUrl() {
        return "https://" + accounts + "/oauth/v2/token";
    }

    String authorizeUrl() {
        return "https://" + accounts + "/oauth/v2/auth";
    }

    String baseUrl() {
        return "https://" + api;
    }
}
