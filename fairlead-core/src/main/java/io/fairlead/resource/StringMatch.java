package io.fairlead.resource;

/** A condition on a text; what it means depends on the place (see {@code uri}, {@code headers}, ...). */
public sealed interface StringMatch {
    /** The message without a type, {@code {}}: presence for headers and query parameters. */
    StringMatch EMPTY = new Empty();

    /** Equality. */
    record Exact(String exact) implements StringMatch {}

    /** A prefix, without regard to path segments. */
    record Prefix(String prefix) implements StringMatch {}

    /** An RE2 expression for the whole text. */
    record Regex(String regex) implements StringMatch {}

    /** No type at all; use {@link StringMatch#EMPTY}. */
    record Empty() implements StringMatch {}
}
