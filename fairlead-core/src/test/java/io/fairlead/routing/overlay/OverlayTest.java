package io.fairlead.routing.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.WeightedDestination;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final String HOST = "echo.default.svc.cluster.local";
    private static final String V1 = "outbound|8080|v1|" + HOST;
    private static final String V2 = "outbound|8080|v2|" + HOST;
    private static final String V3 = "outbound|8080|v3|" + HOST;
    private static final String OTHER = "outbound|9||other.test";
    private static final Set<String> CLUSTERS = Set.of(V1, V2, V3, OTHER);
    private static final RouteRule RULE =
            new RouteRule(new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "app"), "primary");
    private static final HeaderMutations HEADERS = new HeaderMutations(
            new HeaderMutation(List.of("x-gone"), List.of(), List.of()), HeaderMutations.NONE.response());
    private static final RouteEntry WRITTEN = new RouteEntry(
            "primary",
            RouteMatch.ANY,
            new RouteAction.Forward(
                    List.of(
                            new WeightedDestination(V1, 100, HEADERS, "v1.test"),
                            new WeightedDestination(V2, 0, HEADERS, null)),
                    null,
                    null),
            HeaderMutations.NONE,
            Map.of(),
            new RouteEntry.Origin(
                    RULE.virtualService(), FieldPath.of("spec", "http").index(0), "primary"));

    private static @Nullable List<WeightedDestination> with(Share... shares) {
        return new Overlay(Map.of(RULE, List.of(shares))).destinationsOf(WRITTEN, CLUSTERS);
    }

    @Test
    void sharesReplaceWeightsAndKeepWhatElseADestinationHas() {
        assertThat(with(new Share(HOST, 0, "v1", 95), new Share("ECHO.default.svc.cluster.local", 8080, "v2", 5)))
                .containsExactly(
                        new WeightedDestination(V1, 95, HEADERS, "v1.test"),
                        new WeightedDestination(V2, 5, HEADERS, null));
    }

    @Test
    void aDestinationWithoutAShareGetsNothing() {
        assertThat(with(new Share(HOST, 0, "v2", 1)))
                .extracting(WeightedDestination::cluster, WeightedDestination::weight)
                .containsExactly(tuple(V1, 0L), tuple(V2, 1L));
    }

    @Test
    void aShareMayNameWhatTheRuleDoesNotHave() {
        assertThat(with(new Share(HOST, 0, "v1", 9), new Share(HOST, 0, "v3", 1), new Share("other.test", 9, "", 2)))
                .containsExactly(
                        new WeightedDestination(V1, 9, HEADERS, "v1.test"),
                        new WeightedDestination(V2, 0, HEADERS, null),
                        new WeightedDestination(V3, 1, HeaderMutations.NONE, "v1.test"),
                        new WeightedDestination(OTHER, 2, HeaderMutations.NONE, "v1.test"));
    }

    @Test
    void whatDoesNotExistGetsNothingAndIfNothingIsLeftTheRuleStaysAsItIs() {
        assertThat(with(new Share(HOST, 0, "v2", 1), new Share(HOST, 0, "gone", 9)))
                .extracting(WeightedDestination::cluster, WeightedDestination::weight)
                .containsExactly(tuple(V1, 0L), tuple(V2, 1L));
        assertThat(with(new Share(HOST, 0, "gone", 9))).isNull();
    }

    @Test
    void otherRulesStayAsTheyAre() {
        RouteRule other = new RouteRule(RULE.virtualService(), "other");
        Overlay overlay = Overlay.NONE.with(other, List.of(new Share(HOST, 0, "v2", 1)));

        assertThat(overlay.destinationsOf(WRITTEN, CLUSTERS)).isNull();
        assertThat(overlay.without(other)).isEqualTo(Overlay.NONE);
    }

    @Test
    void sharesWithoutAnyWeightAreRefused() {
        assertThatThrownBy(() -> Overlay.NONE.with(RULE, List.of(new Share(HOST, 0, "v2", 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no destination has a weight");
    }
}
