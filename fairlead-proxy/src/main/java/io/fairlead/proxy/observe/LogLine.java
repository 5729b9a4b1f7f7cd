package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The format of one access log line, ready to run. Immutable; any thread, each with its own scratch and escaper. */
abstract sealed class LogLine {
    /** Adds the line of one request, with its newline. */
    abstract void append(RequestFacts info, ByteScratch line, LogEscaper escaper);

    static LogLine of(AccessLogOptions.Format format, CommandContext context) {
        if (format instanceof AccessLogOptions.Format.Text text) {
            return new Text(CommandFormat.of(text.line(), context));
        } else if (format instanceof AccessLogOptions.Format.Json json) {
            List<Json.Field> fields = new ArrayList<>();
            json.fields().forEach((name, value) -> fields.add(field(name, value, fields.isEmpty(), context)));
            return new Json(fields);
        }
        throw new AssertionError(format);
    }

    private static Json.Field field(String name, HeaderFormat value, boolean first, CommandContext context) {
        ByteScratch start = new ByteScratch();
        start.append(first ? "{\"" : ",\"");
        int nameStart = start.size();
        start.append(name.getBytes(StandardCharsets.UTF_8));
        new LogEscaper().json(start, nameStart);
        start.append("\":");
        return new Json.Field(start, CommandFormat.of(value, context).parts());
    }

    /** Words with blanks between them; a hyphen stands for what there is not. */
    static final class Text extends LogLine {
        private final CommandFormat format;

        Text(CommandFormat format) {
            this.format = format;
        }

        @Override
        void append(RequestFacts info, ByteScratch line, LogEscaper escaper) {
            List<CommandFormat.Part> parts = format.parts();
            for (int i = 0; i < parts.size(); i++) {
                CommandFormat.Part part = parts.get(i);
                if (part instanceof CommandFormat.Part.Literal literal) {
                    line.append(literal.text());
                } else if (part instanceof CommandFormat.Part.Operator operator) {
                    int start = line.size();
                    if (operator.command().append(info, line) && line.size() > start) {
                        escaper.text(line, start);
                    } else {
                        line.append('-');
                    }
                }
            }
            line.append('\n');
        }
    }

    /** One object; null stands for what there is not, and inside longer text a hyphen. */
    static final class Json extends LogLine {
        /** What comes before a value, and the value. */
        record Field(ByteScratch start, List<CommandFormat.Part> value) {}

        private final List<Field> fields;

        Json(List<Field> fields) {
            this.fields = fields;
        }

        @Override
        void append(RequestFacts info, ByteScratch line, LogEscaper escaper) {
            if (fields.isEmpty()) {
                line.append('{');
            }
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                line.append(field.start().array(), 0, field.start().size());
                if (field.value().size() == 1 && field.value().get(0) instanceof CommandFormat.Part.Operator operator) {
                    appendValue(operator.command(), info, line, escaper);
                } else {
                    appendText(field.value(), info, line, escaper);
                }
            }
            line.append('}');
            line.append('\n');
        }

        private static void appendValue(Command command, RequestFacts info, ByteScratch line, LogEscaper escaper) {
            int start = line.size();
            if (!command.isNumber()) {
                line.append('"');
            }
            int valueStart = line.size();
            if (!command.append(info, line)) {
                line.truncate(start);
                line.append("null");
            } else if (!command.isNumber()) {
                escaper.json(line, valueStart);
                line.append('"');
            }
        }

        private static void appendText(
                List<CommandFormat.Part> parts, RequestFacts info, ByteScratch line, LogEscaper escaper) {
            line.append('"');
            for (int i = 0; i < parts.size(); i++) {
                CommandFormat.Part part = parts.get(i);
                int start = line.size();
                if (part instanceof CommandFormat.Part.Literal literal) {
                    line.append(literal.text());
                } else if (part instanceof CommandFormat.Part.Operator operator
                        && !operator.command().append(info, line)) {
                    line.append('-');
                }
                escaper.json(line, start);
            }
            line.append('"');
        }
    }
}
