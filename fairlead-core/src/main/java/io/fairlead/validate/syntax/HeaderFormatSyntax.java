package io.fairlead.validate.syntax;

/**
 * The grammar of header values with commands that Istio checks values against: {@code %NAME%}, {@code %NAME(text)%} and
 * {@code %NAME(["json", "strings"])%}; {@code %%} is a percent sign. Names are not looked at. Source: Istio
 * {@code header_value_validator.go}.
 */
final class HeaderFormatSyntax {
    private enum State {
        LITERAL,
        NAME,
        ARGUMENT_START,
        STRING,
        ITEM_START,
        ITEM_END,
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
            boolean escape = state == State.LITERAL && value.startsWith("%%", at) || state == State.STRING && c == '\\';
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
            // An argument that is no list is read like a list's string, so that both may end either way.
            case ARGUMENT_START -> c == '[' ? State.ITEM_START : c == ' ' ? state : State.STRING;
            case STRING -> c == ')' ? State.COMMAND_END : c == '"' ? State.ITEM_END : State.STRING;
            case ITEM_START -> expect(c == '"', State.STRING, state, c);
            case ITEM_END -> c == ',' ? State.ITEM_START : expect(c == ']', State.LIST_END, state, c);
            case LIST_END -> expect(c == ')', State.COMMAND_END, state, c);
            case COMMAND_END -> expect(c == '%', State.LITERAL, state, c);
            case INVALID -> State.INVALID;
        };
    }

    private static State expect(boolean found, State then, State now, char c) {
        if (found) {
            return then;
        }
        return c == ' ' ? now : State.INVALID;
    }
}
