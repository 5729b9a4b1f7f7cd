package io.fairlead.resource;

/**
 * A percentage.
 *
 * @param value from 0.0 to 100.0; nothing below 0.0001 has an effect
 */
public record Percent(double value) {}
