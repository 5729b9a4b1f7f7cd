package io.fairlead.routing;

/**
 * A test of one request header. Of several lines with the name, any one may satisfy it.
 *
 * @param name lower-case; or one of the pseudo-headers {@code :method}, {@code :scheme}, {@code :authority}, {@code :path}
 * @param inverted the request must not satisfy {@code value}. A missing header then counts as an empty value, except for
 *     {@link StringMatcher.Present}, where it must be missing
 */
public record HeaderMatcher(String name, StringMatcher value, boolean inverted) {}
