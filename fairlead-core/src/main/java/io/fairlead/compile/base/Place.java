package io.fairlead.compile.base;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;

/** A field of an object, as a finding names it. */
public record Place(Resource<?> resource, FieldPath path) {
    /** The field of this name below. */
    public Place field(String name) {
        return new Place(resource, path.field(name));
    }

    /** The list element at this position below. */
    public Place index(int position) {
        return new Place(resource, path.index(position));
    }
}
