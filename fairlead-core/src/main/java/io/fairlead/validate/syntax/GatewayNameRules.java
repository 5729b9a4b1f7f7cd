package io.fairlead.validate.syntax;

import java.util.List;

/** Rules on the names of gateways in VirtualServices. Source: Istio {@code validateGatewayNames}. */
public final class GatewayNameRules {
    /** Where the names are written. */
    public enum Place {
        /** In the VirtualService's own list, where old forms are mentioned. */
        OBJECT,
        /** In a match of a TLS rule, where they are mentioned too. */
        TLS_MATCH,
        /** In any other match. */
        OTHER_MATCH
    }

    private GatewayNameRules() {}

    /** Names with or without a namespace; like Istio's, the check ends at the first without a namespace. */
    public static void check(Field field, List<String> names, Place place) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Field each = field.index(i);
            int slash = name.indexOf('/');
            if (slash < 0) {
                if (name.indexOf('.') >= 0 && place != Place.OTHER_MATCH) {
                    each.deprecated(Texts.quote(name) + " is an old way to name a gateway.", "Write namespace/name.");
                }
                if (!HostSyntax.isFqdn(name)) {
                    each.error(Texts.quote(name) + " is not the name of a gateway.", "Write namespace/name.");
                }
                return;
            }
            boolean namespace = HostSyntax.isLabel(name.substring(0, slash));
            if (!namespace || !HostSyntax.isLabel(name.substring(slash + 1))) {
                boolean forgiven = namespace && slash + 1 < name.length() && place == Place.OBJECT;
                (forgiven ? each.unlessConverted("route") : each)
                        .error(Texts.quote(name) + " is not the name of a gateway.", "Write namespace/name.");
            }
        }
    }
}
