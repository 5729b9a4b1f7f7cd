package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderFormat;
import io.fairlead.routing.HeaderFormat.Segment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A {@link HeaderFormat}, ready to run: literals as bytes, commands looked up. Immutable; any thread. A command that is not
 * known counts as one without a value: telling the user is the part of whoever compiles the configuration.
 */
public final class CommandFormat {
    /** A piece of the value. */
    sealed interface Part {
        /** Text that stands as it is. */
        final class Literal implements Part {
            private final byte[] text;

            private Literal(byte[] text) {
                this.text = text;
            }

            /** The text in UTF-8. Read only. */
            byte[] text() {
                return text;
            }
        }

        /** A command to run. */
        record Operator(Command command) implements Part {}
    }

    private final List<Part> parts;

    private CommandFormat(List<Part> parts) {
        this.parts = parts;
    }

    /** Prepares a format. */
    public static CommandFormat of(HeaderFormat format, CommandContext context) {
        return new CommandFormat(format.segments().stream()
                .map(segment -> part(segment, context))
                .toList());
    }

    private static Part part(Segment segment, CommandContext context) {
        if (segment instanceof Segment.Literal literal) {
            return new Part.Literal(literal.text().getBytes(StandardCharsets.UTF_8));
        } else if (segment instanceof Segment.Command command) {
            return new Part.Operator(Command.of(command, context));
        }
        throw new AssertionError(segment);
    }

    /** Whether a command with this name, such as {@code REQ}, means anything here. */
    public static boolean isKnown(String command) {
        return Command.isKnown(command);
    }

    /** Whether the value is the same for every request. */
    public boolean isLiteral() {
        return parts.stream().allMatch(Part.Literal.class::isInstance);
    }

    /** Adds the value for one request to {@code out}; a command without a value adds nothing. */
    public void append(RequestFacts info, ByteScratch out) {
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Literal literal) {
                out.append(literal.text());
            } else if (part instanceof Part.Operator operator) {
                operator.command().append(info, out);
            }
        }
    }

    /** The parts, in order. */
    List<Part> parts() {
        return parts;
    }
}
