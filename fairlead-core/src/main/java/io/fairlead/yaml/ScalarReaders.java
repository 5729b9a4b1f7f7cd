package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.GoDuration;
import io.fairlead.yaml.tree.NearestName;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The readers of texts, booleans, durations, times, bytes and enums. */
final class ScalarReaders {
    private ScalarReaders() {}

    /** Text; numbers and booleans must be in quotes, as Kubernetes wants it. */
    static final class Text extends ScalarReader {
        Text(@Nullable Object absent) {
            super("text", absent);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            if (scalar.plain() && PlainScalar.of(scalar.text()).type() != PlainScalar.Type.TEXT) {
                return wrong(scalar, path, scope, "Put it in quotes.");
            }
            return scalar.text();
        }
    }

    /** A number or a text, kept as text. */
    static final class NumberOrText extends ScalarReader {
        NumberOrText() {
            super("a number or text", "");
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            if (!scalar.plain()) {
                return scalar.text();
            }
            PlainScalar meaning = PlainScalar.of(scalar.text());
            return switch (meaning.type()) {
                case TEXT -> scalar.text();
                case INTEGER -> String.valueOf(meaning.number());
                default -> wrong(scalar, path, scope, "");
            };
        }
    }

    /** True or false in any spelling that Kubernetes' tools take. */
    static final class Truth extends ScalarReader {
        Truth(@Nullable Object absent) {
            super("true or false", absent);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            PlainScalar meaning = PlainScalar.of(scalar.text());
            boolean isTrue = meaning.type() == PlainScalar.Type.TRUE;
            if (!scalar.plain() || (!isTrue && meaning.type() != PlainScalar.Type.FALSE)) {
                boolean isTruth = isTrue || meaning.type() == PlainScalar.Type.FALSE;
                return wrong(scalar, path, scope, isTruth ? "Leave out the quotes." : "");
            }
            warnIfAmbiguous(scalar, meaning, path, scope);
            return isTrue;
        }
    }

    /** A duration in Go's notation. */
    static final class Time extends ScalarReader {
        Time() {
            super("a duration such as 250ms, 1.5s or 1h30m", null);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            Duration duration = scalar.isText() ? GoDuration.parse(scalar.text()) : null;
            if (duration != null) {
                return duration;
            }
            boolean bare = scalar.plain() && PlainScalar.of(scalar.text()).type() == PlainScalar.Type.INTEGER;
            return wrong(scalar, path, scope, bare ? "Add a unit, such as s for seconds." : "");
        }
    }

    /** A moment as RFC 3339 writes it. */
    static final class Moment extends ScalarReader {
        Moment() {
            super("a time such as 2026-01-31T12:00:00Z", null);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            try {
                return OffsetDateTime.parse(scalar.text()).toInstant();
            } catch (DateTimeException e) {
                return wrong(scalar, path, scope, "");
            }
        }
    }

    /** Bytes in base64. */
    static final class Base64Bytes extends ScalarReader {
        Base64Bytes() {
            super("bytes in base64", Bytes.EMPTY);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            try {
                String standard = scalar.text().replace("\n", "").replace("\r", "");
                if (!scalar.isText() || standard.length() % 4 != 0) {
                    throw new IllegalArgumentException("not text, or not padded");
                }
                return Bytes.of(Base64.getDecoder().decode(standard));
            } catch (IllegalArgumentException e) {
                // The text may be a secret, so it is not shown.
                scope.error(Code.WRONG_TYPE, path, scalar, "expected bytes in base64.", "Encode them, or use text.");
                return null;
            }
        }
    }

    /** Bytes written as text. */
    static final class TextBytes extends ScalarReader {
        TextBytes() {
            super("text", Bytes.EMPTY);
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            if (!scalar.isText()) {
                // The value may be a secret, so it is not shown.
                scope.error(Code.WRONG_TYPE, path, scalar, "expected text.", "Put it in quotes.");
                return null;
            }
            return Bytes.ofUtf8(scalar.text());
        }
    }

    /** A constant of an enum by its name. */
    static final class Constant extends ScalarReader {
        private final Enum<?>[] constants;
        private final List<String> names = new ArrayList<>();
        private final boolean closed;

        /**
         * @param closed whether a number that is none of the constants' is refused
         */
        Constant(Class<?> type, boolean closed) {
            super("one of " + Arrays.toString(type.getEnumConstants()), type.getEnumConstants()[0]);
            constants = Arrays.copyOf(type.getEnumConstants(), type.getEnumConstants().length, Enum[].class);
            for (Enum<?> constant : constants) {
                names.add(constant.name());
            }
            this.closed = closed;
        }

        @Override
        @Nullable
        Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
            int index = names.indexOf(scalar.text());
            if (index >= 0) {
                return constants[index];
            }
            Number number = scalar.plain() ? PlainScalar.of(scalar.text()).number() : null;
            if (number != null && number.doubleValue() == number.intValue()) {
                boolean known = number.intValue() >= 0 && number.intValue() < constants.length;
                if (known || !closed) {
                    int position = known ? number.intValue() : 0;
                    warnLenient(scalar, path, scope, "Write " + names.get(position) + ".");
                    return constants[position];
                }
            }
            String nearest = NearestName.of(scalar.text(), names);
            return wrong(scalar, path, scope, nearest == null ? "" : "Did you mean " + nearest + "?");
        }
    }
}
