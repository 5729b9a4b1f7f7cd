package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.StringMatch;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.GatewayNameRules;
import io.fairlead.validate.syntax.HeaderRules;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.Texts;
import java.util.TreeMap;

/** Rules on the conditions of HTTP rules. Source: Istio {@code validateHTTPRouteMatchRequest}. */
final class HttpMatchRules {
    private HttpMatchRules() {}

    static void check(Field field, HttpMatchRequest match) {
        new TreeMap<>(match.headers()).forEach((name, value) -> {
            Field at = field.field("headers").field(name);
            HeaderRules.matchName(at, name);
            CommonRules.textMatch(at, value);
        });
        new TreeMap<>(match.withoutHeaders()).forEach((name, value) -> {
            Field at = field.field("withoutHeaders").field(name);
            HeaderRules.matchName(at, name);
            // An asterisk is no expression but stands for presence.
            if (!value.equals(new StringMatch.Regex("*"))) {
                CommonRules.textMatch(at, value);
            }
        });
        new TreeMap<>(match.queryParams())
                .forEach((name, value) ->
                        CommonRules.textMatch(field.field("queryParams").field(name), value));
        CommonRules.pathMatch(field.field("uri"), match.uri());
        CommonRules.textMatch(field.field("scheme"), match.scheme());
        CommonRules.textMatch(field.field("method"), match.method());
        CommonRules.textMatch(field.field("authority"), match.authority());
        CommonRules.optionalPort(field.field("port"), match.port());
        CommonRules.labels(field.field("sourceLabels"), match.sourceLabels());
        GatewayNameRules.check(field.field("gateways"), match.gateways(), GatewayNameRules.Place.OTHER_MATCH);
        if (!match.sourceNamespace().isEmpty() && !HostSyntax.isLabel(match.sourceNamespace())) {
            field.field("sourceNamespace")
                    .error(Texts.quote(match.sourceNamespace()) + " is not a namespace.", "Write the name of one.");
        }
    }
}
