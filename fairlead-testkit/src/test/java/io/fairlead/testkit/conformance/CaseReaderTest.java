package io.fairlead.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.client.RawRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseReaderTest {
    @TempDir
    private Path root;

    @Test
    void fillsInWhatACaseLeavesOut() throws IOException {
        Case read = read("description: d\nsteps:\n- {path: /a}\n");
        assertThat(read.name()).isEqualTo("area/name");
        assertThat(read.namespace()).isEqualTo("default");
        assertThat(read.backends()).extracting(Case.BackendSpec::port).containsExactly(19101, 19102, 19103, 19104);
        Step.Exchange exchange = exchange(read, 0);
        assertThat(exchange.connection().port()).isEqualTo(18080);
        assertThat(exchange.connection().protocol()).isEqualTo("h1");
        assertThat(bytes(exchange)).isEqualTo("GET /a HTTP/1.1\r\nHost: app.example.com\r\n\r\n");
    }

    @Test
    void defaultsApplyToEveryStep() throws IOException {
        Case read =
                read("mode: mesh\ndefaults: {headers: ['a: 1'], method: PUT}\nsteps:\n- {}\n- {headers: ['b: 2']}\n");
        assertThat(exchange(read, 0).connection().port()).isEqualTo(CaseReader.MESH_PORT);
        assertThat(bytes(exchange(read, 0))).contains("PUT / ", "\r\na: 1\r\ncontent-length: 0\r\n");
        assertThat(bytes(exchange(read, 1))).contains("\r\nb: 2\r\n").doesNotContain("a: 1");
    }

    @Test
    void stepsThatOnlyChangeSomethingSendNothing() throws IOException {
        Case read = read("""
                backends:
                - {name: v1, port: 1, behaviour: {status: 500, delay: 1.5s}, script: [{times: 2, reset: true}]}
                steps:
                - {apply: other.yaml, sleep: 100ms}
                - {set: {v1: {}}}
                - {background: start, path: /x, concurrency: 3}
                - {background: stop}
                - {apply: other.yaml, path: /x}
                """);
        assertThat(read.steps())
                .extracting(step -> step.exchange() != null)
                .containsExactly(false, false, true, false, true);
        assertThat(read.steps().get(0).actions().sleep()).isEqualTo(Duration.ofMillis(100));
        assertThat(read.steps().get(1).actions().set()).containsEntry("v1", Behaviour.NORMAL);
        Case.BackendSpec spec = read.backends().get(0);
        assertThat(spec.behaviour()).isEqualTo(Behaviour.NORMAL.status(500).delay(Duration.ofMillis(1500)));
        assertThat(spec.script())
                .containsExactly(Behaviour.NORMAL.ending(Behaviour.Ending.RESET).times(2));
    }

    @Test
    void numbersAreFilledIntoRequests() throws IOException {
        Case read = read("steps:\n- {path: '/{{i}}', headers: ['k: {{k}}'], authority: none, body: '{{i}}'}\n");
        RawRequest request = new RequestMaker(exchange(read, 0)).make(7, 3, List.of());
        assertThat(new String(request.bytes().toArray(), StandardCharsets.ISO_8859_1))
                .isEqualTo("GET /7 HTTP/1.1\r\nk: 3\r\ncontent-length: 1\r\n\r\n7");
    }

    @Test
    void stepsOfOtherProtocolsWait() throws IOException {
        Case read = read("steps:\n- {}\n- {protocol: h2c}\n- {protocol: http10}\n- {protocol: grpc}\n");
        assertThat(read.waiting()).containsExactly("area/name 4 grpc");
    }

    @Test
    void aMemberThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> read("steps:\n- {pth: /a}\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pth");
    }

    @Test
    void cookiesAreKeptAndDropped() {
        RequestMaker.Jar jar = new RequestMaker.Jar();
        jar.store(List.of("b=2; Path=/", "a=1"));
        assertThat(jar.header().get(0).value()).isEqualTo("a=1; b=2");
        jar.store(List.of("b=; Max-Age=0"));
        assertThat(jar.header().get(0).value()).isEqualTo("a=1");
    }

    private Case read(String yaml) throws IOException {
        Path folder = Files.createDirectories(root.resolve("area/name"));
        Files.writeString(folder.resolve("case.yaml"), yaml);
        return CaseReader.read(root, folder);
    }

    private static Step.Exchange exchange(Case read, int index) {
        return Objects.requireNonNull(read.steps().get(index).exchange());
    }

    private static String bytes(Step.Exchange exchange) {
        byte[] bytes = new RequestMaker(exchange).make(0, 0, List.of()).bytes().toArray();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
