package io.fairlead.proxy.http1;

/**
 * Checks the extensions of a chunk, {@code *( BWS ";" BWS name [ BWS "=" BWS value ] )} (RFC 9112 section 7.1.1), octet by
 * octet from the first one behind a semicolon. They say nothing to us, but whoever reads them otherwise would see other
 * chunks.
 */
final class ChunkExtension {
    private enum State {
        NAME_START,
        NAME,
        NAME_END,
        VALUE_START,
        VALUE,
        VALUE_END,
        QUOTED,
        ESCAPED,
        QUOTE_END,
        BAD
    }

    private State state = State.NAME_START;

    /** Begins behind the first semicolon of a chunk's line. */
    void begin() {
        state = State.NAME_START;
    }

    /** Whether the line may end here. */
    boolean isComplete() {
        return state == State.NAME || state == State.VALUE || state == State.QUOTE_END;
    }

    /** Takes the next octet; returns whether it may stand there. */
    boolean accept(byte octet) {
        boolean isToken = CharClass.TOKEN[octet & 0xff] != 0;
        state = switch (state) {
            case NAME_START -> isToken ? State.NAME : blank(octet, State.NAME_START);
            case NAME -> isToken ? State.NAME : afterName(octet);
            case NAME_END -> afterName(octet);
            case VALUE_START -> valueStart(octet);
            case VALUE -> isToken ? State.VALUE : afterValue(octet);
            case VALUE_END, QUOTE_END -> afterValue(octet);
            case QUOTED -> quoted(octet);
            case ESCAPED -> CharClass.VALUE[octet & 0xff] ? State.QUOTED : State.BAD;
            case BAD -> State.BAD;
        };
        return state != State.BAD;
    }

    private static State blank(byte octet, State next) {
        return CharClass.isBlank(octet) ? next : State.BAD;
    }

    private static State afterName(byte octet) {
        if (octet == '=') {
            return State.VALUE_START;
        }
        return octet == ';' ? State.NAME_START : blank(octet, State.NAME_END);
    }

    private static State valueStart(byte octet) {
        if (octet == '"') {
            return State.QUOTED;
        }
        return CharClass.TOKEN[octet & 0xff] != 0 ? State.VALUE : blank(octet, State.VALUE_START);
    }

    private static State afterValue(byte octet) {
        return octet == ';' ? State.NAME_START : blank(octet, State.VALUE_END);
    }

    private static State quoted(byte octet) {
        if (octet == '"') {
            return State.QUOTE_END;
        }
        if (octet == '\\') {
            return State.ESCAPED;
        }
        return CharClass.VALUE[octet & 0xff] ? State.QUOTED : State.BAD;
    }
}
