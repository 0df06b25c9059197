package dev.caravan.crm;

/**
 * How a person lets Caravan into an account on a page of the vendor's, and takes that back: the authorization code of
 * OAuth (RFC 6749, section 4.1).
 */
public interface Consent {

    /**
     * One attempt to be let in.
     *
     * @param redirectUri where the vendor sends the browser back to, as it is registered there
     * @param state comes back unchanged; nobody else can guess it
     * @param verifier proves that the code is used by who asked for it (RFC 7636), 43-128 characters; left out where
     *     the vendor does not take it
     */
    record Attempt(String redirectUri, String state, String verifier) {
        /** Says nothing of state and verifier. */
        @Override
        public String toString() {
            return "Attempt[" + redirectUri + "]";
        }
    }

    /** Whether tokens are kept. */
    boolean isGiven();

    /** Address of the page on which the person agrees; holds nothing secret but the state. */
    String page(Attempt attempt);

    /**
     * Exchanges the code of a page's answer for tokens, in place of earlier ones, and keeps them.
     *
     * @throws CrmException unauthorized when the vendor refuses the code, transient when it cannot be asked
     */
    void take(String code, Attempt attempt);

    /**
     * Asks the vendor to forget the tokens, and forgets them.
     *
     * @return false when they are forgotten here only, because the vendor has no such call or did not obey
     */
    boolean withdraw();
}
