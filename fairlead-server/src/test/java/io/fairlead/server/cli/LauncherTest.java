package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script with a fake Java and a fake Maven that write down how they are called. */
class LauncherTest {
    private static final Path SCRIPT =
            Path.of("..", "fairlead").toAbsolutePath().normalize();

    @TempDir
    Path temp;

    private Path home;
    private Path bin;
    private Path jdk;

    /** What a run of the script gave. */
    private record Outcome(int code, String output) {}

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(temp.resolve("a home"));
        bin = Files.createDirectories(temp.resolve("bin"));
        jdk = temp.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.copy(SCRIPT, home.resolve("fairlead"));
        assertThat(home.resolve("fairlead").toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (String module : List.of("core", "proxy", "server")) {
            Files.createDirectories(home.resolve("fairlead-" + module + "/src/main"));
        }
        release("21.0.2");
        // The fake Java writes the class archive that it is asked for, and else its arguments.
        script(jdk.resolve("bin/java"), """
                for arg in "$@"; do
                    case $arg in -XX:ArchiveClassesAtExit=*) echo > "${arg#*=}"; exit 0 ;; esac
                done
                printf 'java'; for arg in "$@"; do printf ' <%s>' "$arg"; done; printf '\\n'
                """);
        maven("mkdir -p fairlead-server/target; echo jar > fairlead-server/target/fairlead-server.jar");
    }

    private void release(String version) throws IOException {
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void maven(String action) throws IOException {
        script(bin.resolve("mvn"), """
                echo "mvn $*" >> "%s/mvn.calls"
                echo "[INFO] Building Fairlead core 0.1.0-SNAPSHOT                               [2/4]"
                echo "[INFO] noise"
                %s
                """.formatted(temp, action));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Outcome run(Map<String, String> environment, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("fairlead").toString());
        builder.command().addAll(List.of(args));
        builder.environment().put("PATH", bin + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("FAIRLEAD_JAVA_OPTS");
        builder.environment().putAll(environment);
        Process process =
                builder.directory(temp.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private long builds() throws IOException {
        Path calls = temp.resolve("mvn.calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void isAPosixShellScript() throws Exception {
        Process check = new ProcessBuilder("sh", "-n", SCRIPT.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void buildsOnceAndPassesArgumentsOn() throws Exception {
        Outcome first = run(Map.of(), "run", "--labels", "", "--config", "a b");
        Outcome second = run(Map.of("FAIRLEAD_JAVA_OPTS", "-Xmx64m -Dx=y"), "--version");

        assertThat(first.code()).isZero();
        assertThat(first.output())
                .contains(
                        "  core [2/4]\n",
                        "<-jar> <" + home.toRealPath() + "/fairlead-server/target/fairlead-server.jar>")
                .contains("<run> <--labels> <> <--config> <a b>")
                .doesNotContain("noise");
        assertThat(second.output())
                .startsWith("java ")
                .contains("<-Xmx64m> <-Dx=y> <-jar>")
                .endsWith(" <--version>\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        run(Map.of());
        Path stamp = home.resolve("fairlead-server/target/built");
        Path source = Files.writeString(home.resolve("fairlead-core/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(
                source,
                java.nio.file.attribute.FileTime.from(
                        Files.getLastModifiedTime(stamp).toInstant().plusSeconds(5)));
        run(Map.of());

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aFailedBuildIsToldAndTriedAgain() throws Exception {
        maven("echo '[ERROR] New.java:[1,1] wrong'; exit 1");
        Outcome outcome = run(Map.of());
        run(Map.of());

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.output()).contains("[ERROR] New.java:[1,1] wrong", "the build failed", "build.log");
        assertThat(builds()).isEqualTo(2);
        assertThat(home.resolve("fairlead-server/target/build.lock")).doesNotExist();
    }

    @Test
    void anOldJavaIsRefused() throws Exception {
        release("11.0.22");

        assertThat(run(Map.of()).output())
                .contains("Java 17 or newer is needed")
                .contains("11.0.22");
        release("1.8.0_392");
        assertThat(run(Map.of()).code()).isEqualTo(2);
        assertThat(builds()).isZero();
    }

    @Test
    void newJavaGetsTheFlagsThatSilenceIt() throws Exception {
        assertThat(run(Map.of()).output()).contains("<-XX:SharedArchiveFile=").doesNotContain("<--sun-misc");
        release("25");
        assertThat(run(Map.of()).output()).contains("<--sun-misc-unsafe-memory-access=allow>");
    }

    @Test
    void aMissingJavaOrMavenIsToldInWords() throws Exception {
        Outcome noJava = run(Map.of("JAVA_HOME", temp.resolve("nowhere").toString()));
        Files.delete(bin.resolve("mvn"));
        for (String tool : List.of("dirname", "readlink", "sed", "head", "find", "mkdir", "cat", "rm")) {
            script(bin.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
        }
        Outcome noMaven = run(Map.of("PATH", bin.toString()));

        assertThat(noJava.code()).isEqualTo(2);
        assertThat(noJava.output()).contains("JAVA_HOME is ", "JDK 17 or newer");
        assertThat(noMaven.code()).isEqualTo(2);
        assertThat(noMaven.output()).contains("Install Maven");
    }
}
