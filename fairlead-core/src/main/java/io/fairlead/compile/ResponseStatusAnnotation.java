package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The annotation {@code fairlead.io/response-status}: a JSON object with, for a route name, an object of the response
 * status codes to replace, for example <code>{"chat": {"503": 429}}</code>. An extension beyond Istio.
 */
final class ResponseStatusAnnotation {
    /** The annotation's name. */
    static final String NAME = "fairlead.io/response-status";

    private ResponseStatusAnnotation() {}

    /**
     * The codes to replace by route name; empty if there is no annotation or it cannot be used as a whole.
     *
     * @param rules of the VirtualService, delegates replaced
     */
    static Map<String, Map<Integer, Integer>> read(
            Resource<VirtualService> resource, List<Rule> rules, Findings findings) {
        String text = resource.metadata().annotations().get(NAME);
        if (text == null) {
            return Map.of();
        }
        Place place = new Place(resource, FieldPath.of("metadata", "annotations", NAME));
        Map<String, Map<Integer, Integer>> codes;
        try {
            codes = StatusMapReader.read(text);
        } catch (StatusMapReader.MalformedException e) {
            findings.warn(
                    Code.WRONG_TYPE,
                    place,
                    e.getMessage() + "; the annotation is not used.",
                    "Write a JSON object such as {\"route name\": {\"503\": 429}}.");
            return Map.of();
        }
        Set<String> unknown = new LinkedHashSet<>(codes.keySet());
        rules.forEach(rule -> unknown.removeAll(names(rule)));
        for (String name : unknown) {
            findings.warn(
                    Code.NOT_FOUND,
                    place,
                    "No HTTP rule is called '" + name + "'.",
                    "Give the rule that name, or correct the annotation.");
        }
        return codes;
    }

    /** The name of a route, as Envoy logs it. */
    static String fullName(Rule rule, String matchName) {
        String name = rule.route().name();
        return matchName.isEmpty() ? name : name + "." + matchName;
    }

    /** The codes to replace for a route, by its full name or else by its rule's name. */
    static Map<Integer, Integer> of(Map<String, Map<Integer, Integer>> codes, Rule rule, String fullName) {
        if (codes.isEmpty()) {
            return Map.of();
        }
        Map<Integer, Integer> ofRoute = codes.get(fullName);
        return ofRoute != null ? ofRoute : codes.getOrDefault(rule.route().name(), Map.of());
    }

    private static Set<String> names(Rule rule) {
        Set<String> names = new LinkedHashSet<>();
        names.add(rule.route().name());
        rule.conditions()
                .forEach(condition ->
                        names.add(fullName(rule, condition.request().name())));
        return names;
    }
}
