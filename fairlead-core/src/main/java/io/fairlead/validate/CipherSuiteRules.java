package io.fairlead.validate;

import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Warnings about names of cipher suites. Source: Istio {@code pkg/config/security}. */
final class CipherSuiteRules {
    private static final Set<String> KNOWN = Set.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305",
            "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-ECDSA-AES256-SHA",
            "ECDHE-RSA-AES256-SHA",
            "AES128-GCM-SHA256",
            "AES256-GCM-SHA384",
            "AES128-SHA",
            "AES256-SHA",
            "DES-CBC3-SHA",
            "ALL",
            "");

    private CipherSuiteRules() {}

    static void check(Field field, List<String> suites) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < suites.size(); i++) {
            String suite = suites.get(i);
            if (!isKnown(suite)) {
                field.index(i).warn(Texts.quote(suite) + " is no cipher suite and is ignored.", "Remove it.");
            } else if (!seen.add(suite)) {
                field.index(i).warn(Texts.quote(suite) + " occurs twice.", "Remove one of the two.");
            }
        }
    }

    /** What begins with an operator, such as a minus sign, is an expression, which is not looked into. */
    private static boolean isKnown(String suite) {
        return KNOWN.contains(suite) || !Character.isLetterOrDigit(suite.charAt(0));
    }
}
