package io.fairlead.yaml.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed value with its place: lines and columns count from 1 in the whole text. */
public sealed interface YamlNode {
    /** The line, from 1. */
    int line();

    /** The column, from 1. */
    int column();

    /** What it is, for messages. */
    String describe();

    /**
     * A scalar.
     *
     * @param plain without quotes and without a tag that says it is text
     */
    record Scalar(String text, boolean plain, int line, int column) implements YamlNode {
        private static final int SHOWN_CHARS = 60;

        /** Whether it stands for no value. */
        public boolean isNull() {
            return plain && PlainScalar.isNull(text);
        }

        /** Whether it is text, and not a number, a boolean or nothing. */
        public boolean isText() {
            return !plain || PlainScalar.of(text).type() == PlainScalar.Type.TEXT;
        }

        /** What it is as a key of a mapping in JSON; null if it cannot be one. */
        public @Nullable String asKey() {
            return plain ? PlainScalar.of(text).asKey(text) : text;
        }

        /** The text, shortened for messages. */
        public String shortened() {
            return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
        }

        /** The text in quotation marks, shortened for messages. */
        public String shown() {
            return "`" + shortened() + "`";
        }

        @Override
        public String describe() {
            if (isNull()) {
                return "nothing";
            }
            return (plain ? PlainScalar.of(text).describe() : "the text") + " " + shown();
        }
    }

    /** A list. */
    record Items(List<YamlNode> items, int line, int column) implements YamlNode {
        @Override
        public String describe() {
            return "a list";
        }
    }

    /** A mapping, in the order written. A key that is written twice has its last value. */
    final class Fields implements YamlNode {
        /** From this size on keys are found by hash, so that a huge mapping is not quadratic. */
        private static final int INDEXED_SIZE = 16;

        private final List<Scalar> keys = new ArrayList<>(4);
        private final List<YamlNode> values = new ArrayList<>(4);
        private final int line;
        private final int column;
        private @Nullable List<Scalar> duplicates;
        private @Nullable List<Scalar> overridden;
        private @Nullable Map<String, Integer> index;

        Fields(int line, int column) {
            this.line = line;
            this.column = column;
        }

        /** A mapping without entries and without a place. */
        public static Fields none() {
            return new Fields(0, 0);
        }

        void put(Scalar key, YamlNode value) {
            int known = indexOf(key.text());
            if (known < 0) {
                append(key, value);
                return;
            }
            if (duplicates == null) {
                duplicates = new ArrayList<>(2);
            }
            duplicates.add(key);
            values.set(known, value);
        }

        /** Adds an entry of a merged mapping; a key that is there keeps its value. */
        void merge(Scalar key, YamlNode value) {
            int known = indexOf(key.text());
            if (known < 0) {
                append(key, value);
            } else {
                if (overridden == null) {
                    overridden = new ArrayList<>(2);
                }
                overridden.add(keys.get(known));
            }
        }

        private void append(Scalar key, YamlNode value) {
            keys.add(key);
            values.add(value);
            if (index != null) {
                index.put(key.text(), keys.size() - 1);
            } else if (keys.size() == INDEXED_SIZE) {
                index = new HashMap<>();
                for (int i = 0; i < keys.size(); i++) {
                    index.put(keys.get(i).text(), i);
                }
            }
        }

        /** How many entries there are. */
        public int size() {
            return keys.size();
        }

        /** The key at a position, from 0. */
        public Scalar key(int index) {
            return keys.get(index);
        }

        /** The value at a position, from 0. */
        public YamlNode value(int index) {
            return values.get(index);
        }

        /** Where a key stands, -1 if it is not written. */
        public int indexOf(String name) {
            if (index != null) {
                return index.getOrDefault(name, -1);
            }
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i).text().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        /** The value of a key, null if it is not written. */
        public @Nullable YamlNode get(String name) {
            int index = indexOf(name);
            return index < 0 ? null : values.get(index);
        }

        /** The later writings of keys that are written twice. */
        public List<Scalar> duplicates() {
            return duplicates == null ? List.of() : duplicates;
        }

        /** The keys that are written here and come from a merged mapping too. */
        public List<Scalar> overridden() {
            return overridden == null ? List.of() : overridden;
        }

        @Override
        public int line() {
            return line;
        }

        @Override
        public int column() {
            return column;
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }
}
