package io.fairlead.analyze.base;

import io.fairlead.resource.SourcePosition;

/**
 * One thing that was found, for a person to act on.
 *
 * @param origin the object it is about
 * @param position where in it, or where the object starts
 * @param message what is wrong, in one sentence
 * @param advice what to do next, in one sentence; "" where the message says it
 */
public record Finding(FindingCode code, Origin origin, SourcePosition position, String message, String advice) {
    /**
     * An object. Prints as Istio prints it: {@code VirtualService team/app}.
     *
     * @param namespace "" for kinds without namespaces
     */
    public record Origin(String kind, String namespace, String name) {
        @Override
        public String toString() {
            return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
        }
    }
}
