package io.fairlead.testkit.http;

/**
 * One header or trailer line.
 *
 * @param name as written
 * @param value without white space around it
 */
public record Field(String name, String value) {}
