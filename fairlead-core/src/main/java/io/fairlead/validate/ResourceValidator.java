package io.fairlead.validate;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Resource;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.List;

/** Applies Istio's rules to every object of a set. Stateless and pure. */
public final class ResourceValidator {
    private ResourceValidator() {}

    /**
     * Checks each object on its own. One that breaks a rule is replaced by its version in {@code lastGood}; if there is
     * none, it is left out.
     *
     * @param read what the sources hold now
     * @param lastGood the result before; {@link ValidatedResources#EMPTY} at the start
     */
    public static ValidatedResources validate(ResourceSet read, ValidatedResources lastGood) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Resource<?>> good = new ArrayList<>(read.size());
        for (Resource<?> resource : read.all()) {
            List<Diagnostic> found = validate(resource);
            diagnostics.addAll(found);
            if (found.stream().noneMatch(Diagnostic::isError)) {
                good.add(resource);
                continue;
            }
            Resource<?> before = lastGood.good().get(resource.ref());
            if (before != null) {
                good.add(before);
            }
        }
        return new ValidatedResources(ResourceSet.of(read.version(), good), diagnostics);
    }

    /** The findings about one object: errors if it must not be used. */
    public static List<Diagnostic> validate(Resource<?> resource) {
        return List.of();
    }
}
