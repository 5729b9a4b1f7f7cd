package io.fairlead.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import io.fairlead.store.ResourceSet;
import io.fairlead.yaml.ResourceReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceValidatorTest {
    private static ResourceSet read(long version, String... objects) {
        return ResourceSet.of(
                version,
                new ResourceReader()
                        .read("test.yaml", String.join("---\n", objects))
                        .resources());
    }

    private static String object(String name, String host, String annotations) {
        return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name + ", annotations: {"
                + annotations + "}}\nspec:\n  hosts: ['" + host + "']\n  http: [{route: [{destination: {host: a}}]}]\n";
    }

    private static List<String> hosts(ValidatedResources validated) {
        return validated.good().all(VirtualService.class).stream()
                .map(Resource::spec)
                .flatMap(spec -> spec.hosts().stream())
                .toList();
    }

    @Test
    void aBadObjectKeepsItsLastGoodVersionAndABadNewOneIsLeftOut() {
        ValidatedResources first = ResourceValidator.validate(
                read(1, object("a", "a.test", ""), object("b", "b.test", "")), ValidatedResources.EMPTY);
        ValidatedResources second = ResourceValidator.validate(
                read(2, object("a", "-", ""), object("b", "changed.test", ""), object("c", "-", "")), first);

        assertThat(hosts(second)).containsExactly("a.test", "changed.test");
        assertThat(second.good().version()).isEqualTo(2);
        assertThat(second.diagnostics())
                .extracting(diagnostic -> diagnostic.resource() + " " + diagnostic.path())
                .containsExactly("VirtualService/default/a spec.hosts[0]", "VirtualService/default/c spec.hosts[0]");
    }

    @Test
    void theLastGoodVersionIsKeptOverSeveralBadOnesAndGoesWithTheObject() {
        ValidatedResources good =
                ResourceValidator.validate(read(1, object("a", "a.test", "")), ValidatedResources.EMPTY);
        ValidatedResources bad = ResourceValidator.validate(read(2, object("a", "-", "")), good);

        assertThat(hosts(ResourceValidator.validate(read(3, object("a", "..", "")), bad)))
                .containsExactly("a.test");
        assertThat(hosts(ResourceValidator.validate(read(4, object("b", "b.test", "")), bad)))
                .containsExactly("b.test");
    }

    @Test
    void aFindingSaysWhereTheFieldIs() {
        Diagnostic diagnostic = ResourceValidator.validate(read(1, object("a", "-", "")), ValidatedResources.EMPTY)
                .diagnostics()
                .get(0);

        assertThat(diagnostic.code()).isEqualTo(Code.INVALID);
        assertThat(diagnostic.position()).hasToString("test.yaml:5:11");
        assertThat(diagnostic.advice()).isNotEmpty();
    }

    @Test
    void annotationsOfTheControlPlaneAreNotForUsers() {
        for (String name :
                List.of("istio.io/dry-run", "internal.istio.io/webhook-always-reject", "internal.istio.io/parents")) {
            ResourceSet read = read(1, object("a", "a.test", "'" + name + "': 'true'"));
            assertThat(ResourceValidator.validate(read, ValidatedResources.EMPTY)
                            .diagnostics())
                    .as(name)
                    .hasSize(1);
        }
    }

    @Test
    void warningsDoNotKeepAnObjectOut() {
        String deprecated = object("a", "a.test", "").replace("http:", "gateways: [gw.ns]\n  http:");

        ValidatedResources validated = ResourceValidator.validate(read(1, deprecated), ValidatedResources.EMPTY);

        assertThat(hosts(validated)).containsExactly("a.test");
        assertThat(validated.diagnostics()).extracting(Diagnostic::code).containsExactly(Code.DEPRECATED);
    }
}
