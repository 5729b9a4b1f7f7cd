package io.fairlead.compile;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a JSON object of objects of status codes; nothing else of JSON occurs, so there is no nesting to limit. */
final class StatusMapReader {
    /** The text is not what is expected; the message says what and where. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    private StatusMapReader(String text) {
        this.text = text;
    }

    static Map<String, Map<Integer, Integer>> read(String text) throws MalformedException {
        StatusMapReader reader = new StatusMapReader(text);
        Map<String, Map<Integer, Integer>> routes = new LinkedHashMap<>();
        reader.expect('{');
        if (!reader.take('}')) {
            do {
                String name = reader.string();
                reader.expect(':');
                if (routes.put(name, reader.codes()) != null) {
                    throw reader.malformed("route '" + name + "' occurs twice");
                }
            } while (reader.take(','));
            reader.expect('}');
        }
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.malformed("text after the object");
        }
        return routes;
    }

    private Map<Integer, Integer> codes() throws MalformedException {
        Map<Integer, Integer> codes = new LinkedHashMap<>();
        expect('{');
        if (take('}')) {
            return codes;
        }
        do {
            String from = string();
            expect(':');
            if (codes.put(status(from), status(number())) != null) {
                throw malformed("status " + from + " occurs twice");
            }
        } while (take(','));
        expect('}');
        return codes;
    }

    private int status(String digits) throws MalformedException {
        boolean threeDigits = digits.length() == 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int status = threeDigits ? Integer.parseInt(digits) : 0;
        if (status < 200 || status > 599) {
            throw malformed("'" + digits + "' is not a status from 200 to 599");
        }
        return status;
    }

    private String number() throws MalformedException {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private String string() throws MalformedException {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            string.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return string.toString();
    }

    private char escaped() throws MalformedException {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'u' -> unicode();
            default -> throw malformed("unknown escape '\\" + c + "'");
        };
    }

    private char unicode() throws MalformedException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw malformed("an escape lacks its four digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private void expect(char c) throws MalformedException {
        if (!take(c)) {
            throw malformed("'" + c + "' expected");
        }
    }

    private boolean take(char c) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private MalformedException malformed(String what) {
        return new MalformedException("At character " + (at + 1) + ": " + what);
    }
}
