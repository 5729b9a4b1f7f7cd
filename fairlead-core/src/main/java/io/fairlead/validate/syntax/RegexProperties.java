package io.fairlead.validate.syntax;

import java.util.HashSet;
import java.util.Set;

/**
 * The names of Unicode properties that Go takes in expressions: categories in both forms, scripts and three of its own,
 * in any case and with or without blanks, hyphens and underscores. Source: Go {@code regexp/syntax}.
 */
final class RegexProperties {
    private static final String CATEGORIES =
            "c cc cf cn co cs l lc ll lm lo lt lu m mc me mn n nd nl no p pc pd pe pf pi"
                    + " po ps s sc sk sm so z zl zp zs any ascii assigned other control cntrl format unassigned privateuse surrogate"
                    + " letter casedletter lowercaseletter modifierletter otherletter titlecaseletter uppercaseletter mark"
                    + " combiningmark spacingmark enclosingmark nonspacingmark number decimalnumber digit letternumber othernumber"
                    + " punctuation punct connectorpunctuation dashpunctuation closepunctuation finalpunctuation initialpunctuation"
                    + " otherpunctuation openpunctuation symbol currencysymbol modifiersymbol mathsymbol othersymbol separator"
                    + " lineseparator paragraphseparator spaceseparator";

    private static final Set<String> NAMES = names();

    private RegexProperties() {}

    /** Whether the text between the braces of a property, perhaps after a {@code ^}, is one's name. */
    static boolean isKnown(String text) {
        return NAMES.contains(loose(text.startsWith("^") ? text.substring(1) : text));
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>(Texts.split(CATEGORIES, ' '));
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            names.add(loose(script.name()));
        }
        names.remove("unknown");
        return Set.copyOf(names);
    }

    private static String loose(String name) {
        return Texts.lowerCase(name).replace("_", "").replace("-", "").replace(" ", "");
    }
}
