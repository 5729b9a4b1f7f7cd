package io.fairlead.routing.regex;

import java.util.List;

/** A parsed pattern, as far as it matters to which whole texts match. */
sealed interface RegexNode {
    /** The empty text. */
    RegexNode EMPTY = new Sequence(List.of());

    /** One of these code points. */
    record Chars(CodePoints set) implements RegexNode {}

    /** One after the other. */
    record Sequence(List<RegexNode> nodes) implements RegexNode {
        public Sequence {
            nodes = List.copyOf(nodes);
        }
    }

    /** Any one of them; not empty. */
    record Choice(List<RegexNode> nodes) implements RegexNode {
        public Choice {
            nodes = List.copyOf(nodes);
        }
    }

    /** Again and again; {@code max} is {@link #UNBOUNDED} if there is no end. */
    record Repeat(RegexNode node, int min, int max) implements RegexNode {
        static final int UNBOUNDED = -1;
    }

    /** The empty text at one place only. */
    enum Edge implements RegexNode {
        /** Before all text. */
        BEGIN,
        /** Behind all text. */
        END
    }
}
