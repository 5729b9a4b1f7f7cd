package io.fairlead.yaml.schema;

/** The written forms of names, label keys and label values in Kubernetes. */
final class MetadataSyntax {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private MetadataSyntax() {}

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Labels of lower-case letters, digits and inner hyphens, with dots between; only the whole has a limit. */
    static boolean isObjectName(String text) {
        if (text.length() > MAX_NAME) {
            return false;
        }
        boolean ended = false;
        boolean started = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? !ended : c == '-' ? !started : !isAlphanumeric(c) || c >= 'A' && c <= 'Z') {
                return false;
            }
            started = c != '.';
            ended = c != '.' && c != '-';
        }
        return ended;
    }

    static boolean isNamespaceName(String text) {
        return text.length() <= MAX_LABEL && text.indexOf('.') < 0 && isObjectName(text);
    }

    /** A name of letters, digits, hyphens, underscores and dots, with an object name and a slash before or without. */
    static boolean isQualifiedName(String text) {
        int slash = text.indexOf('/');
        return (slash < 0 || isObjectName(text.substring(0, slash))) && isName(text.substring(slash + 1));
    }

    static boolean isLabelValue(String text) {
        return text.isEmpty() || isName(text);
    }

    /** A name of letters, digits and inner hyphens, shorter than a label may be. */
    static boolean isPortName(String text) {
        return text.length() < MAX_LABEL && text.indexOf('.') < 0 && text.indexOf('_') < 0 && isName(text);
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_LABEL) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i + 1 < text.length();
            if (!isAlphanumeric(c) && !(inside && (c == '-' || c == '_' || c == '.'))) {
                return false;
            }
        }
        return true;
    }
}
