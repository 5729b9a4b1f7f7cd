package io.fairlead.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.wire.ConfigFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path temp;

    private DemoOptions options(int gatewayPort) {
        return new DemoOptions(
                gatewayPort, 0, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), temp.resolve("demo"));
    }

    @Test
    void everyRequestThatIsPrintedIsAnsweredAsDescribed() throws IOException {
        try (Demo demo = Demo.start(options(ConfigFolder.freePort()))) {
            assertThat(demo.steps()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(DemoCheck.run(demo)).isEmpty();
            assertThat(demo.modelLines()).hasSize(3);
        }
    }

    @Test
    void theCheckNoticesAnAnswerThatIsNotAsDescribed() throws IOException {
        try (Demo demo = Demo.start(options(ConfigFolder.freePort()))) {
            String text = Files.readString(demo.configFile());
            Files.writeString(demo.configFile(), text.replace("exact: beta", "exact: gamma"));
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(DemoCheck.run(demo)).anyMatch(line -> line.contains("beta")));
        }
    }

    @Test
    void stepsReadAsShellCommands() {
        DemoStep step =
                new DemoStep("", "/status", java.util.List.of("a: b"), new DemoStep.Expectation.FromProxy(200, ""));

        assertThat(step.curl("http://127.0.0.1:8080")).isEqualTo("curl -si -H 'a: b' http://127.0.0.1:8080/status");
    }

    @Test
    void anEditedConfigurationIsKeptBesideTheNewOne() throws IOException {
        int port = ConfigFolder.freePort();
        Path file = temp.resolve("demo").resolve("canary.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# mine\n");
        Demo.start(options(port)).close();

        assertThat(file).content().contains("name: canary");
        assertThat(file.resolveSibling("canary.yaml.bak")).hasContent("# mine\n");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> Demo.start(options(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort());
        }
    }
}
