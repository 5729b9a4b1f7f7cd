package io.fairlead.validate.syntax;

/** The HTTP status codes that Go's {@code net/http} has a text for, which Istio takes for valid in {@code retryOn}. */
public final class HttpStatusCodes {
    private HttpStatusCodes() {}

    /** Whether the text is the number of a known status, read as Go's {@code strconv.Atoi} does. */
    public static boolean isKnown(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (digits.length() < 3 || digits.length() > 9 || !digits.chars().allMatch(c -> Texts.isDigit((char) c))) {
            return false;
        }
        return isKnown(Integer.parseInt(digits));
    }

    private static boolean isKnown(int code) {
        return code >= 100 && code <= 103
                || code >= 200 && code <= 208
                || code == 226
                || code >= 300 && code <= 308 && code != 306
                || code >= 400 && code <= 418
                || code >= 421 && code <= 426
                || code == 428
                || code == 429
                || code == 431
                || code == 451
                || code >= 500 && code <= 508
                || code == 510
                || code == 511;
    }
}
