package io.fairlead.analyze.traffic;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpFaultInjection;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRetry;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.StringMatch;
import io.fairlead.resource.VirtualService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules that do what they say, and probably more than their author wants: retries, mirrors and faults. */
final class RiskyRules implements Analyzer {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            List<HttpRoute> rules = service.spec().http();
            for (int i = 0; i < rules.size(); i++) {
                FieldPath path = FieldPath.of("spec", "http").index(i);
                retries(service, rules.get(i), path, report);
                mirrors(service, rules.get(i), path, report);
                fault(service, rules.get(i).fault(), path.field("fault"), report);
            }
        }
    }

    private static void retries(Resource<VirtualService> service, HttpRoute rule, FieldPath path, Report report) {
        HttpRetry retries = rule.retries();
        Duration timeout = rule.timeout();
        Duration each = retries == null ? null : retries.perTryTimeout();
        if (retries == null || timeout == null || timeout.isZero() || each == null || retries.attempts() <= 0) {
            return;
        }
        Duration all = each.multipliedBy(1L + retries.attempts());
        if (all.compareTo(timeout) > 0) {
            report.add(
                    FindingCode.RETRIES_PAST_TIMEOUT,
                    service,
                    path.field("retries"),
                    "A try and " + retries.attempts() + " retries of " + each.toMillis() + " ms may take "
                            + all.toMillis() + " ms, but the timeout ends them all after " + timeout.toMillis()
                            + " ms.",
                    "Raise timeout, or lower attempts or perTryTimeout.");
        }
    }

    private static void mirrors(Resource<VirtualService> service, HttpRoute rule, FieldPath path, Report report) {
        boolean mirrored = rule.mirror() != null || !rule.mirrors().isEmpty();
        boolean safe = !rule.match().isEmpty() && rule.match().stream().allMatch(RiskyRules::isSafe);
        if (mirrored && !safe) {
            report.add(
                    FindingCode.UNSAFE_MIRROR,
                    service,
                    path.field(rule.mirror() != null ? "mirror" : "mirrors"),
                    "Requests that change something, such as POST, are mirrored too and take effect twice.",
                    "Match the methods GET and HEAD, or make sure that the mirror changes nothing that matters.");
        }
    }

    private static boolean isSafe(HttpMatchRequest match) {
        return match.method() instanceof StringMatch.Exact method && SAFE_METHODS.contains(method.exact());
    }

    private static void fault(
            Resource<VirtualService> service, @Nullable HttpFaultInjection fault, FieldPath path, Report report) {
        if (fault == null) {
            return;
        }
        HttpFaultInjection.Delay delay = fault.delay();
        HttpFaultInjection.Abort abort = fault.abort();
        boolean delays = delay != null
                && (delay.percentage() == null
                        ? delay.percent() > 0
                        : delay.percentage().value() > 0);
        boolean aborts = abort != null
                && abort.percentage() != null
                && abort.percentage().value() > 0;
        if (delays || aborts) {
            report.add(
                    FindingCode.FAULT_LEFT_ON,
                    service,
                    path,
                    "The rule " + (delays && aborts ? "delays and aborts" : delays ? "delays" : "aborts")
                            + " requests on purpose.",
                    "Remove the fault when the test is over; suppress the code while it lasts.");
        }
    }
}
