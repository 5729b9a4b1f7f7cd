package io.fairlead.rollout.control;

import java.time.Instant;

/**
 * What a person asked for, and what came of it.
 *
 * @param result {@code done}, {@code unchanged}, or why it was refused
 */
public record AuditEntry(Instant at, String rollout, String user, String verb, String why, String result) {}
