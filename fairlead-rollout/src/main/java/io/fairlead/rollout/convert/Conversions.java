package io.fairlead.rollout.convert;

import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes Rollouts of what other tools' users wrote. */
public final class Conversions {
    private static final String FLAGGER = "flagger.app";
    private static final String ARGO = "argoproj.io";

    private Conversions() {}

    /** The kinds that are to be read as plain values. */
    public static Set<PlainObject.Kind> kinds() {
        return Set.of(
                new PlainObject.Kind(FLAGGER, "Canary", PlainObject.Scope.NAMESPACED),
                new PlainObject.Kind(FLAGGER, "MetricTemplate", PlainObject.Scope.NAMESPACED),
                new PlainObject.Kind(ARGO, "Rollout", PlainObject.Scope.NAMESPACED),
                new PlainObject.Kind(ARGO, "AnalysisTemplate", PlainObject.Scope.NAMESPACED),
                new PlainObject.Kind(ARGO, "ClusterAnalysisTemplate", PlainObject.Scope.CLUSTER));
    }

    /** One Rollout for each Flagger Canary and Argo Rollout. */
    public static List<Converted> of(Collection<PlainObject> objects, List<Resource<DestinationRule>> rules) {
        Map<String, PlainObject> templates = new HashMap<>();
        for (PlainObject object : objects) {
            if (object.kind().name().endsWith("Template")) {
                templates.put(object.metadata().name(), object);
            }
        }
        List<Converted> converted = new ArrayList<>();
        for (PlainObject object : objects) {
            if (object.kind().name().equals("Canary")) {
                converted.add(new FlaggerImport(object, templates).convert());
            } else if (object.kind().name().equals("Rollout")) {
                converted.add(new ArgoImport(object, templates, rules).convert());
            }
        }
        return converted;
    }
}
