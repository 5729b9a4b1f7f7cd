package io.fairlead.yaml.schema;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The rules on texts. */
final class TextRules {
    private static final String SOCKET = "unix://";

    private TextRules() {}

    /** What is wrong with the text, null if nothing is. */
    static Rule.@Nullable Problem problem(Rule rule, String text) {
        return switch (rule) {
            case TIMESTAMP -> isTimestamp(text) ? null : problem("expected a time such as 2026-01-31T12:00:00Z.", "");
            case NOT_ASTERISK -> text.equals("*") ? problem("'*' is not allowed.", "Write a name.") : null;
            case WITHOUT_ASTERISK ->
                text.indexOf('*') < 0 ? null : problem("a wildcard is not allowed here.", "Write the whole value.");
            case SOCKET_PATH ->
                isSocketPath(text)
                        ? null
                        : problem("the path of a Unix socket is absolute or begins with '@'.", "Mend the path.");
            case OBJECT_NAME ->
                MetadataSyntax.isObjectName(text)
                        ? null
                        : problem(
                                "Kubernetes takes no such name for an object.",
                                "Use at most 253 lower-case letters, digits, '-' and '.', with letters or digits at the ends.");
            case NAMESPACE_NAME ->
                text.isEmpty() || MetadataSyntax.isNamespaceName(text)
                        ? null
                        : problem(
                                "no namespace has such a name.",
                                "Use at most 63 lower-case letters, digits and inner hyphens.");
            case LABEL_VALUE ->
                MetadataSyntax.isLabelValue(text)
                        ? null
                        : problem(
                                "Kubernetes takes no such value for a label.",
                                "Use at most 63 letters, digits, '-', '_' and '.', with letters or digits at the ends.");
            case NOT_EMPTY -> text.isEmpty() ? problem("the value is empty.", "Write one.") : null;
            default -> throw new AssertionError(rule + " is not about texts");
        };
    }

    private static Rule.Problem problem(String message, String advice) {
        return new Rule.Problem(message, advice);
    }

    private static boolean isTimestamp(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false; // which is the answer
        }
    }

    private static boolean isSocketPath(String text) {
        if (!text.startsWith(SOCKET)) {
            return true;
        }
        boolean begins = text.startsWith("/", SOCKET.length()) || text.startsWith("@", SOCKET.length());
        return begins && !text.endsWith("/");
    }
}
