package io.fairlead.validate;

import io.fairlead.resource.LoadBalancerSettings;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.resource.LoadBalancerSettings.Cookie;
import io.fairlead.resource.LoadBalancerSettings.HashAlgorithm;
import io.fairlead.resource.LoadBalancerSettings.HashKey;
import io.fairlead.resource.LoadBalancerSettings.LbPolicy;
import io.fairlead.resource.LoadBalancerSettings.WarmupConfiguration;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on the choice of endpoints. Source: Istio {@code validateLoadBalancer}. */
final class LoadBalancerRules {
    private static final long MAGLEV_LIMIT = 5_000_011;

    private LoadBalancerRules() {}

    /**
     * Checks the settings, if there are any.
     *
     * @param detectsOutliers whether the policy has outlier detection, without which nothing fails over
     */
    static void check(Field field, @Nullable LoadBalancerSettings settings, boolean detectsOutliers) {
        if (settings == null) {
            return;
        }
        if (settings.lbPolicy() instanceof LbPolicy.ConsistentHash hash) {
            consistentHash(field.field("consistentHash"), hash.consistentHash());
        }
        if (settings.localityLbSetting() != null && settings.zoneAwareLbSetting() != null) {
            field.field("zoneAwareLbSetting")
                    .error("localityLbSetting and zoneAwareLbSetting exclude each other.", "Remove one of the two.");
        }
        LocalityRules.locality(field.field("localityLbSetting"), settings.localityLbSetting(), detectsOutliers);
        LocalityRules.zoneAware(field.field("zoneAwareLbSetting"), settings.zoneAwareLbSetting(), detectsOutliers);
        warmup(field.field("warmup"), settings.warmup());
    }

    private static void consistentHash(Field field, ConsistentHashLb hash) {
        if (hash.hashKey() instanceof HashKey.HttpCookie cookie) {
            cookie(field.field("httpCookie"), cookie.httpCookie());
        }
        if (hash.minimumRingSize() != 0) {
            field.field("minimumRingSize").deprecated("minimumRingSize is deprecated.", "Use ringHash.");
            if (hash.hashAlgorithm() != null) {
                field.field("minimumRingSize")
                        .error("minimumRingSize excludes ringHash and maglev.", "Write it in ringHash.");
            }
        }
        if (hash.hashAlgorithm() instanceof HashAlgorithm.Maglev maglev) {
            long size = maglev.maglev().tableSize();
            Field at = field.field("maglev").field("tableSize");
            if (size <= 0) {
                at.error("The size of the table is missing.", "Write a prime number such as 65537.");
            } else if (size >= MAGLEV_LIMIT) {
                at.error("The table is too large.", "Use a prime number below 5000011.");
            } else if (!isPrime(size)) {
                at.error(size + " is not a prime number.", "Use one such as 65537.");
            }
        }
    }

    private static boolean isPrime(long number) {
        if (number < 2) {
            return false;
        }
        for (long divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    private static void cookie(Field field, Cookie cookie) {
        if (cookie.name().isEmpty()) {
            field.field("name").error("The cookie has no name.", "Write one.");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < cookie.attributes().size(); i++) {
            String name = cookie.attributes().get(i).name();
            Field at = field.field("attributes").index(i).field("name");
            if (name.isEmpty()) {
                at.error("The attribute has no name.", "Write one.");
            } else if (!names.add(name)) {
                at.error(Texts.quote(name) + " occurs twice.", "Remove one of the two.");
            }
        }
    }

    private static void warmup(Field field, @Nullable WarmupConfiguration warmup) {
        if (warmup == null) {
            return;
        }
        if (warmup.duration() == null) {
            field.field("duration").error("The time is missing.", "Write one.");
        }
        CommonRules.duration(field.field("duration"), warmup.duration());
        Double percent = warmup.minimumPercent();
        if (percent != null && percent > 100) {
            field.field("minimumPercent").error(percent + " is more than 100 percent.", "Use 0 to 100.");
        }
        Double aggression = warmup.aggression();
        if (aggression != null && aggression <= 0) {
            field.field("aggression").error(aggression + " is not more than 0.", "Use for example 1.0.");
        }
    }
}
