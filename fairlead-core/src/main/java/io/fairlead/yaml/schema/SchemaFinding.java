package io.fairlead.yaml.schema;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;

/**
 * One reason why an API server refuses an object.
 *
 * @param path the field it is about
 * @param line from 1 in the whole text
 * @param column from 1
 * @param message what is wrong, with the offending value, in one sentence
 * @param advice what to do next, in one sentence; empty where the message says it
 */
public record SchemaFinding(Code code, FieldPath path, int line, int column, String message, String advice) {}
