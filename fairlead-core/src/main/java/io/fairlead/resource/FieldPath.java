package io.fairlead.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The path of a field inside an object, printed as Kubernetes prints it: {@code spec.http[0].match[1].headers[x-user]}.
 * Immutable; a child shares its parent.
 */
public final class FieldPath {
    /** The object itself. Prints as an empty string. */
    public static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath parent;
    private final String key;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String key, int index) {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    /** The path of these field names, one below the other, for example {@code of("spec", "hosts")}. */
    public static FieldPath of(String... names) {
        FieldPath path = ROOT;
        for (String name : names) {
            path = path.field(name);
        }
        return path;
    }

    /** The field of this name, or the map entry with this key, below this path. */
    public FieldPath field(String name) {
        return new FieldPath(this, name, -1);
    }

    /** The list element at {@code position} (from 0) below this path. */
    public FieldPath index(int position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
        return new FieldPath(this, "", position);
    }

    /** The enclosing path, or null for {@link #ROOT}. */
    public @Nullable FieldPath parent() {
        return parent;
    }

    /** The field name or map key of the last step, "" if it is a list index. */
    public String key() {
        return key;
    }

    /** The list index of the last step, -1 if it is a field name. */
    public int index() {
        return index;
    }

    /** The steps from the object to this field, outermost first, without the root. */
    public List<FieldPath> steps() {
        List<FieldPath> steps = new ArrayList<>();
        for (FieldPath step = this; step.parent != null; step = step.parent) {
            steps.add(step);
        }
        Collections.reverse(steps);
        return steps;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldPath that
                && index == that.index
                && key.equals(that.key)
                && Objects.equals(parent, that.parent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(parent, key, index);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (FieldPath step : steps()) {
            if (step.index >= 0) {
                text.append('[').append(step.index).append(']');
            } else if (isPlainName(step.key)) {
                text.append(text.length() == 0 ? "" : ".").append(step.key);
            } else {
                text.append('[').append(step.key).append(']');
            }
        }
        return text.toString();
    }

    private static boolean isPlainName(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')) {
                return false;
            }
        }
        return !key.isEmpty();
    }
}
