package io.fairlead.proxy.http1;

/** A request method that RFC 9110 or RFC 5789 defines, or {@link #OTHER}. Methods are case-sensitive. */
public enum RequestMethod {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    OPTIONS,
    PATCH,
    TRACE,
    CONNECT,
    /** Any other token. */
    OTHER;

    /** The method that {@code bytes} spell. */
    static RequestMethod of(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 3 -> is(GET, bytes, from) ? GET : is(PUT, bytes, from) ? PUT : OTHER;
            case 4 -> is(POST, bytes, from) ? POST : is(HEAD, bytes, from) ? HEAD : OTHER;
            case 5 -> is(PATCH, bytes, from) ? PATCH : is(TRACE, bytes, from) ? TRACE : OTHER;
            case 6 -> is(DELETE, bytes, from) ? DELETE : OTHER;
            case 7 -> is(OPTIONS, bytes, from) ? OPTIONS : is(CONNECT, bytes, from) ? CONNECT : OTHER;
            default -> OTHER;
        };
    }

    private static boolean is(RequestMethod method, byte[] bytes, int from) {
        String name = method.name();
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
