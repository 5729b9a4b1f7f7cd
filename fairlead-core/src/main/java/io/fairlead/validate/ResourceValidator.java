package io.fairlead.validate;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.EndpointSlice;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.resource.Rollout;
import io.fairlead.resource.Secret;
import io.fairlead.resource.Service;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.Sidecar;
import io.fairlead.resource.VirtualService;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.syntax.Field;
import java.util.ArrayList;
import java.util.List;

/** Applies Istio's rules, and Fairlead's on its own kinds, to every object of a set. Stateless and pure. */
public final class ResourceValidator {
    private static final List<String> FORBIDDEN_ANNOTATIONS = List.of(
            "istio.io/dry-run",
            "internal.istio.io/webhook-always-reject",
            "internal.istio.io/parent-namespace",
            "internal.istio.io/parents");

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
        Field root = Field.root(resource);
        checkAnnotations(resource, root.field("metadata").field("annotations"));
        Field spec = root.field("spec");
        ResourceSpec content = resource.spec();
        if (content instanceof VirtualService service) {
            VirtualServiceRules.check(service, spec);
        } else if (content instanceof DestinationRule rule) {
            DestinationRuleRules.check(rule, spec);
        } else if (content instanceof Gateway gateway) {
            GatewayRules.check(resource, gateway, root);
        } else if (content instanceof ServiceEntry entry) {
            ServiceEntryRules.check(entry, resource.metadata().labels(), spec);
        } else if (content instanceof WorkloadEntry entry) {
            WorkloadEntryRules.check(spec, entry, WorkloadEntryRules.Names.ALLOWED);
        } else if (content instanceof Sidecar sidecar) {
            SidecarRules.check(sidecar, spec);
        } else if (content instanceof Rollout rollout) {
            RolloutRules.check(rollout, spec);
        } else if (!(content instanceof Service || content instanceof EndpointSlice || content instanceof Secret)) {
            throw new AssertionError("no rules for " + content.getClass());
        }
        return root.found();
    }

    private static void checkAnnotations(Resource<?> resource, Field field) {
        if (!resource.ref().kind().group().equals(ResourceKind.VIRTUAL_SERVICE.group())) {
            return;
        }
        for (String name : FORBIDDEN_ANNOTATIONS) {
            if (resource.metadata().annotations().containsKey(name)) {
                field.field(name).error("The annotation " + name + " is not for users.", "Remove it.");
            }
        }
    }
}
