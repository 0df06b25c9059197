package dev.caravan.hub;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names as they are compared: without case, accents, punctuation and, for companies, legal forms. */
final class FoldedNames {
    /** Letters that have no decomposition in Unicode and are commonly written without their stroke or ligature. */
    private static final Map<Integer, String> PLAIN = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ı', "i"));

    /** Legal forms as they read once folded; several words where the form has several. */
    private static final Set<String> LEGAL_FORMS = Set.of(
            ("inc,incorporated,corp,corporation,co,company,ltd,limited,llc,lllp,llp,lp,plc,pllc,pc,pbc,ltda,limitada,"
                            + "gmbh,mbh,ggmbh,ag,kg,kgaa,ohg,gbr,ug,ug haftungsbeschrankt,eg,ev,ek,"
                            + "se,sa,sas,sasu,sarl,eurl,snc,sci,selarl,scs,sca,scop,"
                            + "sl,slu,sll,slp,sau,sal,scoop,sociedad limitada,sociedad anonima,lda,unipessoal,"
                            + "spa,srl,srls,sapa,sas di,scarl,scrl,sprl,bv,bvba,nv,vof,cv,cvba,"
                            + "as,asa,ab,publ,aps,ivs,oy,oyj,hf,ehf,ans,kb,hb,"
                            + "sro,spol sro,doo,dd,ad,ead,eood,ood,kft,zrt,nyrt,bt,rt,"
                            + "sp zoo,spolka zoo,sp k,sp j,sa de cv,s de rl de cv,sapi de cv,srl de cv,de cv,"
                            + "uab,sia,ou,jsc,pjsc,ojsc,ooo,zao,oao,pao,"
                            + "pty,pty ltd,pte,pte ltd,pvt,pvt ltd,private limited,private,bhd,sdn bhd,tbk,"
                            + "kk,gk,yk,anonim sirketi,limited sirketi,eireli,me,epp")
                    .split(","));

    private static final int LONGEST_FORM = 5;
    /** Forms that stand in front of the name. */
    private static final Set<String> LEADING_FORMS = Set.of("ooo", "zao", "oao", "pao", "uab", "pt");
    /** Words that join a name and its form, left over when the form is taken off. */
    private static final Set<String> JOINTS = Set.of("and", "und", "et", "y", "e");

    private static final List<String> UNSPACED_FORMS = List.of("株式会社", "有限会社", "合同会社", "股份有限公司", "有限公司", "주식회사");

    private static final Pattern SPACES = Pattern.compile(" +");

    private FoldedNames() {}

    /** The words of a name in lower case, one space between them; empty when there is no letter or digit. */
    static String fold(String raw) {
        return String.join(" ", words(raw));
    }

    /** The same for a company, without its legal form unless nothing else is left. */
    static String foldCompany(String raw) {
        List<String> words = words(withoutUnspacedForms(raw));
        if (words.size() > 1 && LEADING_FORMS.contains(words.get(0))) {
            words = words.subList(1, words.size());
        }
        int end = words.size();
        int shorter = withoutForm(words, end);
        while (shorter < end) {
            end = shorter;
            shorter = withoutForm(words, end);
        }
        return String.join(" ", words.subList(0, end));
    }

    private static String withoutUnspacedForms(String raw) {
        if (isAscii(raw)) {
            return raw;
        }
        String rest = raw.strip();
        for (String form : UNSPACED_FORMS) {
            if (rest.startsWith(form) && rest.length() > form.length()) {
                rest = rest.substring(form.length());
            } else if (rest.endsWith(form) && rest.length() > form.length()) {
                rest = rest.substring(0, rest.length() - form.length());
            }
        }
        return rest;
    }

    private static int withoutForm(List<String> words, int end) {
        for (int length = Math.min(LONGEST_FORM, end - 1); length > 0; length--) {
            int start = end - length;
            if (!LEGAL_FORMS.contains(String.join(" ", words.subList(start, end)))) {
                continue;
            }
            while (start > 1 && JOINTS.contains(words.get(start - 1))) {
                start--;
            }
            boolean namesNothing = start == 1 && words.get(0).equals("the");
            return namesNothing ? end : start;
        }
        return end;
    }

    private static List<String> words(String raw) {
        boolean ascii = isAscii(raw);
        String text = ascii ? raw : Normalizer.normalize(raw.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            append(out, c);
            i += Character.charCount(c);
        }
        String folded = ascii ? out.toString() : Normalizer.normalize(out, Normalizer.Form.NFC);
        return joinInitials(Arrays.asList(SPACES.split(folded.strip())));
    }

    private static void append(StringBuilder out, int c) {
        if (Character.isLetterOrDigit(c)) {
            int lower = Character.toLowerCase(c);
            String plain = lower < 128 ? null : PLAIN.get(lower);
            if (plain == null) {
                out.appendCodePoint(lower);
            } else {
                out.append(plain);
            }
        } else if (c == '&' || c == '+') {
            out.append(" and ");
        } else if (isApostrophe(c) || c >= 0x300 && c <= 0x36F) {
            return;
        } else if (isMark(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(' ');
        }
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2BC;
    }

    /** Marks that carry meaning, such as the vowels of Indic scripts; accents are not among them. */
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** {@code s l} from {@code S.L.} becomes {@code sl}, so that dotted and plain spellings are equal. */
    private static List<String> joinInitials(List<String> words) {
        List<String> joined = new ArrayList<>(words.size());
        StringBuilder run = new StringBuilder();
        for (String word : words) {
            if (word.length() == 1 && word.charAt(0) < 128) {
                run.append(word);
                continue;
            }
            if (run.length() > 0) {
                joined.add(run.toString());
                run.setLength(0);
            }
            if (!word.isEmpty()) {
                joined.add(word);
            }
        }
        if (run.length() > 0) {
            joined.add(run.toString());
        }
        return joined;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
