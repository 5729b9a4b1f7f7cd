package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.HeaderName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PathNormaliserTest {
    @Test
    void pathsBecomeWhatEnvoyWasSeenToMakeOfThem() throws IOException {
        List<String> recorded = recorded();
        assertThat(recorded).hasSizeGreaterThan(1000);
        for (String line : recorded) {
            int space = line.indexOf(' ');
            assertThat(normalised(line.substring(0, space))).as(line).isEqualTo(line.substring(space + 1));
        }
    }

    @Test
    void pathsWithNothingToChangeStayWhereTheyAre() {
        RequestHead head = Wire.accepted("GET /a.b/c..d/e...?x=/../%41 HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(head.view().pathFrom()).isEqualTo(4);
        assertThat(Wire.target(head)).isEqualTo("/a.b/c..d/e...?x=/../%41");
    }

    @Test
    void theQueryFollowsAChangedPathAsItIs() {
        RequestHead head = Wire.accepted("GET /a/../%41?x=%41/../b\\ HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(Wire.target(head)).isEqualTo("/A?x=%41/../b\\");
        assertThat(head.view().text(head.view().pathFrom(), head.view().pathTo()))
                .isEqualTo("/A");
    }

    @Test
    void aPathOfEscapedCharactersGrowsThreefold() {
        String braces = "{".repeat(20_000);
        RequestHead head = Wire.accepted("GET /" + braces + " HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\r\n");
        assertThat(Wire.target(head)).isEqualTo("/" + "%7B".repeat(20_000));
        assertThat(Wire.fields(head)).containsExactly("x-a: 1");
        assertThat(head.view().text(head.view().authorityFrom(), head.view().authorityTo()))
                .isEqualTo("h");
    }

    @Test
    void anAddedLineDoesNotTouchAChangedPath() {
        RequestHead head = Wire.accepted("GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n");
        head.addLine(HeaderName.of("x-added"), Wire.bytes("value"), 0, 5);
        assertThat(Wire.target(head)).isEqualTo("/b");
        assertThat(Wire.fields(head)).containsExactly("x-added: value");
    }

    private static String normalised(String path) {
        byte[] in = Wire.bytes(path);
        byte[] work = new byte[in.length * 4 + 1];
        System.arraycopy(in, 0, work, 0, in.length);
        int end = PathNormaliser.normalise(work, 0, in.length, in.length);
        return end < 0 ? "400" : new String(work, in.length, end - in.length, StandardCharsets.ISO_8859_1);
    }

    /** Lines of path, space, and what Envoy 1.40 with {@code normalize_path} forwarded, or the status it answered. */
    private static List<String> recorded() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PathNormaliserTest.class.getResourceAsStream("normalised-paths.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }
}
