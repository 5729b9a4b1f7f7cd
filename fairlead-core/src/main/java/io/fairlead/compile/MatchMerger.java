package io.fairlead.compile;

import io.fairlead.compile.Rule.Condition;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.StringMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a delegate's rule under those of its root. Every condition of the delegate must be compatible with at
 * least one of the root, and the result has every compatible pair. Source: Istio {@code mergeHTTPMatchRequests}.
 */
final class MatchMerger {
    private MatchMerger() {}

    /** The conditions that hold together, empty if a condition of the delegate is compatible with none of the root. */
    static Optional<List<Condition>> merge(List<Condition> root, List<Condition> delegate) {
        if (root.isEmpty()) {
            return Optional.of(delegate);
        }
        if (delegate.isEmpty()) {
            return Optional.of(root);
        }
        List<Condition> merged = new ArrayList<>();
        for (Condition leaf : delegate) {
            int before = merged.size();
            for (Condition trunk : root) {
                if (!conflicts(trunk.request(), leaf.request())) {
                    merged.add(new Condition(merge(trunk.request(), leaf.request()), leaf.path()));
                }
            }
            if (merged.size() == before) {
                return Optional.empty();
            }
        }
        return Optional.of(merged);
    }

    /** The name of a rule or condition under a root. */
    static String joinNames(String root, String leaf) {
        if (leaf.isEmpty()) {
            return root;
        }
        return root.isEmpty() ? leaf : root + "-" + leaf;
    }

    private static HttpMatchRequest merge(HttpMatchRequest root, HttpMatchRequest leaf) {
        return new HttpMatchRequest(
                joinNames(root.name(), leaf.name()),
                leaf.uri() == null ? root.uri() : leaf.uri(),
                leaf.scheme() == null ? root.scheme() : leaf.scheme(),
                leaf.method() == null ? root.method() : leaf.method(),
                leaf.authority() == null ? root.authority() : leaf.authority(),
                united(root.headers(), leaf.headers()),
                leaf.port() == 0 ? root.port() : leaf.port(),
                united(root.sourceLabels(), leaf.sourceLabels()),
                leaf.gateways().isEmpty() ? root.gateways() : leaf.gateways(),
                united(root.queryParams(), leaf.queryParams()),
                leaf.ignoreUriCase(),
                united(root.withoutHeaders(), leaf.withoutHeaders()),
                leaf.sourceNamespace().isEmpty() ? root.sourceNamespace() : leaf.sourceNamespace(),
                leaf.statPrefix().isEmpty() ? root.statPrefix() : leaf.statPrefix());
    }

    private static <V> Map<String, V> united(Map<String, V> root, Map<String, V> leaf) {
        if (root.isEmpty()) {
            return leaf;
        }
        Map<String, V> united = new HashMap<>(root);
        united.putAll(leaf);
        return united;
    }

    private static boolean conflicts(HttpMatchRequest root, HttpMatchRequest leaf) {
        return conflicts(root.uri(), leaf.uri())
                || conflicts(root.scheme(), leaf.scheme())
                || conflicts(root.method(), leaf.method())
                || conflicts(root.authority(), leaf.authority())
                || conflicts(root.headers(), leaf.headers())
                || conflicts(root.withoutHeaders(), leaf.withoutHeaders())
                || conflicts(root.queryParams(), leaf.queryParams())
                || root.ignoreUriCase() != leaf.ignoreUriCase()
                || root.port() > 0 && leaf.port() > 0 && root.port() != leaf.port()
                || !root.sourceNamespace().isEmpty() && !root.sourceNamespace().equals(leaf.sourceNamespace())
                || labelsConflict(root.sourceLabels(), leaf.sourceLabels())
                || gatewaysConflict(root.gateways(), leaf.gateways());
    }

    private static boolean conflicts(Map<String, StringMatch> root, Map<String, StringMatch> leaf) {
        return leaf.entrySet().stream().anyMatch(entry -> conflicts(root.get(entry.getKey()), entry.getValue()));
    }

    private static boolean labelsConflict(Map<String, String> root, Map<String, String> leaf) {
        return leaf.entrySet().stream().anyMatch(entry -> {
            String value = root.get(entry.getKey());
            return value != null && !value.equals(entry.getValue());
        });
    }

    private static boolean gatewaysConflict(List<String> root, List<String> leaf) {
        return !root.isEmpty()
                && !leaf.isEmpty()
                && (root.size() < leaf.size() || !new HashSet<>(root).containsAll(leaf));
    }

    /** Whether a delegate's test of one text cannot stand under its root's. Presence conflicts with everything. */
    private static boolean conflicts(@Nullable StringMatch root, @Nullable StringMatch leaf) {
        if (root == null || leaf == null) {
            return false;
        }
        if (leaf instanceof StringMatch.Exact exact && !exact.exact().isEmpty()) {
            return root instanceof StringMatch.Exact same && !same.exact().isEmpty()
                    ? !same.exact().equals(exact.exact())
                    : !startsUnder(root, exact.exact());
        }
        return !(leaf instanceof StringMatch.Prefix prefix
                && !prefix.prefix().isEmpty()
                && startsUnder(root, prefix.prefix()));
    }

    private static boolean startsUnder(StringMatch root, String text) {
        return root instanceof StringMatch.Prefix prefix
                && !prefix.prefix().isEmpty()
                && text.startsWith(prefix.prefix());
    }
}
