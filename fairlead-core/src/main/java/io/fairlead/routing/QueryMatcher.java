package io.fairlead.routing;

/**
 * A test of the first query parameter with a name. Neither names nor values are percent-decoded.
 *
 * @param name case-sensitive
 */
public record QueryMatcher(String name, StringMatcher value) {}
