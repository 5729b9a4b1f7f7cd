package io.fairlead.validate.syntax;

import java.util.List;

/** Rules on the names of gateways in VirtualServices. Source: Istio {@code validateGatewayNames}. */
public final class GatewayNameRules {
    /** Whether old forms of names are mentioned. */
    public enum Legacy {
        WARN,
        ACCEPT
    }

    private GatewayNameRules() {}

    /** Names with or without a namespace; like Istio's, the check ends at the first without a namespace. */
    public static void check(Field field, List<String> names, Legacy legacy) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Field each = field.index(i);
            int slash = name.indexOf('/');
            if (slash < 0) {
                if (name.indexOf('.') >= 0 && legacy == Legacy.WARN) {
                    each.deprecated(Texts.quote(name) + " is an old way to name a gateway.", "Write namespace/name.");
                }
                if (!HostSyntax.isFqdn(name)) {
                    each.error(Texts.quote(name) + " is not the name of a gateway.", "Write namespace/name.");
                }
                return;
            }
            if (!HostSyntax.isLabel(name.substring(0, slash)) || !HostSyntax.isLabel(name.substring(slash + 1))) {
                each.error(Texts.quote(name) + " is not the name of a gateway.", "Write namespace/name.");
            }
        }
    }
}
