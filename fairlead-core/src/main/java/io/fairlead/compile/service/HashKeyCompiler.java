package io.fairlead.compile.service;

import io.fairlead.compile.base.SafeText;
import io.fairlead.resource.Destination;
import io.fairlead.resource.DestinationRule.Subset;
import io.fairlead.resource.LoadBalancerSettings;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.resource.LoadBalancerSettings.LbPolicy;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.resource.TrafficPolicy.PortTrafficPolicy;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The keys of consistent hashing. They belong to routes, and so are looked up by the destination as it is written, apart from
 * the policy of its cluster: a port's settings count only if the destination names the port, and they take nothing away.
 * Source: Istio {@code HashForHTTPDestination}, {@code ConsistentHashToHashPolicy}.
 */
public final class HashKeyCompiler {
    private final DestinationRuleIndex rules;

    /** A compiler of the keys that these rules have. */
    public HashKeyCompiler(DestinationRuleIndex rules) {
        this.rules = rules;
    }

    /** The settings of consistent hashing for a destination, which is a subset or port of the service; null for none. */
    public @Nullable ConsistentHashLb find(RegisteredService service, Destination destination) {
        ConsolidatedRule rule = rules.find(service);
        if (rule == null) {
            return null;
        }
        Destination.PortSelector port = destination.port();
        Subset subset = rule.subsets().get(destination.subset());
        TrafficPolicy ofSubset = subset == null ? null : subset.trafficPolicy();
        ConsistentHashLb found = ofPort(ofSubset, port);
        found = found == null ? of(ofSubset) : found;
        found = found == null ? ofPort(rule.policy(), port) : found;
        return found == null ? of(rule.policy()) : found;
    }

    /**
     * Whether connections that carry no HTTP are bound to their source address: by the policy of a subset if it has a load
     * balancer, else by that of the whole service; what is written for a port does not count.
     *
     * @param subset "" for none, and where there are several destinations
     */
    public boolean bindsConnections(RegisteredService service, String subset) {
        ConsolidatedRule rule = rules.find(service);
        Subset written = rule == null ? null : rule.subsets().get(subset);
        TrafficPolicy ofSubset = written == null ? null : written.trafficPolicy();
        boolean own = ofSubset != null && ofSubset.loadBalancer() != null;
        ConsistentHashLb hash = of(own ? ofSubset : rule == null ? null : rule.policy());
        return hash != null
                && hash.hashKey() instanceof LoadBalancerSettings.HashKey.UseSourceIp source
                && source.useSourceIp();
    }

    private static @Nullable ConsistentHashLb of(@Nullable TrafficPolicy policy) {
        return policy == null ? null : of(policy.loadBalancer());
    }

    private static @Nullable ConsistentHashLb ofPort(
            @Nullable TrafficPolicy policy, Destination.@Nullable PortSelector port) {
        if (policy == null || port == null) {
            return null;
        }
        for (PortTrafficPolicy candidate : policy.portLevelSettings()) {
            if (candidate.port() != null && candidate.port().number() == port.number()) {
                return of(candidate.loadBalancer());
            }
        }
        return null;
    }

    private static @Nullable ConsistentHashLb of(@Nullable LoadBalancerSettings settings) {
        return settings != null && settings.lbPolicy() instanceof LbPolicy.ConsistentHash hash
                ? hash.consistentHash()
                : null;
    }

    /** The key that is written, null if requests are bound to nothing. */
    public static @Nullable HashKey key(ConsistentHashLb written) {
        LoadBalancerSettings.HashKey key = written.hashKey();
        if (key instanceof LoadBalancerSettings.HashKey.HttpHeaderName header) {
            return new HashKey.Header(header.httpHeaderName().toLowerCase(Locale.ROOT));
        }
        if (key instanceof LoadBalancerSettings.HashKey.HttpCookie cookie) {
            return cookie(cookie.httpCookie());
        }
        if (key instanceof LoadBalancerSettings.HashKey.UseSourceIp source) {
            return source.useSourceIp() ? new HashKey.SourceAddress() : null;
        }
        return key instanceof LoadBalancerSettings.HashKey.HttpQueryParameterName query
                ? new HashKey.QueryParameter(query.httpQueryParameterName())
                : null;
    }

    /** A cookie that would break the response's headers is not made; one that is there counts all the same. */
    private static HashKey cookie(LoadBalancerSettings.Cookie written) {
        Duration ttl = written.ttl();
        List<Cookie.Attribute> attributes = new ArrayList<>();
        boolean safe = SafeText.isHeaderValue(written.name()) && SafeText.isHeaderValue(written.path());
        for (LoadBalancerSettings.Cookie.Attribute attribute : written.attributes()) {
            attributes.add(new Cookie.Attribute(attribute.name(), attribute.value()));
            safe &= SafeText.isHeaderValue(attribute.name()) && SafeText.isHeaderValue(attribute.value());
        }
        Creation creation = ttl == null || !safe
                ? null
                : new Creation(
                        Cookie.Value.CONNECTION, written.path(), Duration.ofSeconds(ttl.toSeconds()), attributes);
        return new Cookie(written.name(), creation);
    }
}
