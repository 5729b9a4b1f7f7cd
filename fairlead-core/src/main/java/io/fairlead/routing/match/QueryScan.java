package io.fairlead.routing.match;

/**
 * Walks over the parameters of a query: parted by {@code &}, name and value by the first {@code =}, nothing is decoded. A
 * parameter without {@code =} has an empty value.
 */
final class QueryScan {
    private QueryScan() {}

    /** Where the parameter that begins at {@code at} ends. */
    static int end(byte[] bytes, int at, int end) {
        int i = at;
        while (i < end && bytes[i] != '&') {
            i++;
        }
        return i;
    }

    /** Where the name of the parameter {@code at..to} ends. */
    static int nameEnd(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] != '=') {
            i++;
        }
        return i;
    }

    /** Whether the parameter that begins at {@code at} has this name. */
    static boolean isNamed(byte[] bytes, int at, int end, byte[] name) {
        int nameEnd = at + name.length;
        if (nameEnd > end || nameEnd < end && bytes[nameEnd] != '=' && bytes[nameEnd] != '&') {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
