package io.fairlead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.VirtualService;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceSetTest {
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void objectsComeOldestFirstThenByNameThenByNamespace() {
        ResourceSet set = ResourceSet.of(
                7,
                List.of(
                        TestResources.gateway("b", "same", EARLY),
                        TestResources.gateway("a", "same", EARLY),
                        TestResources.gateway("z", "aaa", EARLY.plusSeconds(1)),
                        TestResources.gateway("a", "early", EARLY),
                        TestResources.gateway("q", "zzz", null),
                        TestResources.virtualService("a", "vs", "host")));
        assertThat(set.version()).isEqualTo(7);
        assertThat(set.size()).isEqualTo(6);
        assertThat(set.all(Gateway.class))
                .extracting(Resource::ref)
                .extracting(ResourceRef::toString)
                .containsExactly(
                        "Gateway/q/zzz", "Gateway/a/early", "Gateway/a/same", "Gateway/b/same", "Gateway/z/aaa");
        assertThat(set.all(VirtualService.class)).hasSize(1);
        assertThat(set.all()).hasSize(6);
    }

    @Test
    void anObjectIsFoundByItsName() {
        Resource<?> resource = TestResources.virtualService("a", "vs", "host");
        ResourceSet set = ResourceSet.of(1, List.of(resource));
        assertThat(set.get(resource.ref())).isSameAs(resource);
        assertThat(set.get(TestResources.gateway("a", "vs", null).ref())).isNull();
        assertThat(set.all(Gateway.class)).isEmpty();
    }

    @Test
    void setsWithEqualObjectsAreEqualWhateverTheirVersions() {
        ResourceSet one = ResourceSet.of(1, List.of(TestResources.virtualService("a", "vs", "host")));
        ResourceSet two = ResourceSet.of(2, List.of(TestResources.virtualService("a", "vs", "host")));
        ResourceSet other = ResourceSet.of(1, List.of(TestResources.virtualService("a", "vs", "other")));
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(other);
    }

    @Test
    void twoObjectsOfOneNameAreAProgrammersMistake() {
        Resource<?> resource = TestResources.virtualService("a", "vs", "host");
        assertThatThrownBy(() -> ResourceSet.of(1, List.of(resource, resource)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VirtualService/a/vs");
    }
}
