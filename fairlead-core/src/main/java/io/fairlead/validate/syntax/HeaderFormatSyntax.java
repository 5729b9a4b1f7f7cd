package io.fairlead.validate.syntax;

/**
 * The grammar of header values with commands that Istio checks values against: {@code %NAME%}, {@code %NAME(text)%} and
 * {@code %NAME(["json", "strings"])%}; {@code %%} is a percent sign. Names are not looked at. Source: Envoy
 * {@code header_parser.cc} in its first form.
 */
final class HeaderFormatSyntax {
    private enum State {
        LITERAL,
        NAME,
        ARGUMENT_START,
        ARGUMENT,
        LIST_ITEM_START,
        LIST_ITEM,
        LIST_ITEM_END,
        LIST_END,
        COMMAND_END,
        INVALID
    }

    private HeaderFormatSyntax() {}

    /** Whether every percent sign is doubled or belongs to a command that ends. */
    static boolean isValid(String value) {
        State state = State.LITERAL;
        for (int at = 0; at < value.length() && state != State.INVALID; at++) {
            char c = value.charAt(at);
            boolean escape = state == State.LITERAL && value.startsWith("%%", at)
                    || c == '\\' && (state == State.ARGUMENT || state == State.LIST_ITEM);
            if (!escape) {
                state = next(state, c);
            } else if (++at == value.length()) {
                state = State.INVALID;
            }
        }
        return state == State.LITERAL;
    }

    private static State next(State state, char c) {
        return switch (state) {
            case LITERAL -> c == '%' ? State.NAME : State.LITERAL;
            case NAME -> c == '%' ? State.LITERAL : c == '(' ? State.ARGUMENT_START : State.NAME;
            case ARGUMENT_START ->
                c == '[' ? State.LIST_ITEM_START : c == ')' ? State.COMMAND_END : isSpace(c) ? state : State.ARGUMENT;
            case ARGUMENT -> c == ')' ? State.COMMAND_END : State.ARGUMENT;
            case LIST_ITEM_START -> expect(c == '"', State.LIST_ITEM, state, c);
            case LIST_ITEM -> c == '"' ? State.LIST_ITEM_END : State.LIST_ITEM;
            case LIST_ITEM_END -> c == ',' ? State.LIST_ITEM_START : expect(c == ']', State.LIST_END, state, c);
            case LIST_END -> expect(c == ')', State.COMMAND_END, state, c);
            case COMMAND_END -> expect(c == '%', State.LITERAL, state, c);
            case INVALID -> State.INVALID;
        };
    }

    private static State expect(boolean found, State then, State now, char c) {
        if (found) {
            return then;
        }
        return isSpace(c) ? now : State.INVALID;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
