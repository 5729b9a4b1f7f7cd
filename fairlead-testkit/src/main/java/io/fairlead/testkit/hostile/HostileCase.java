package io.fairlead.testkit.hostile;

import io.fairlead.testkit.fixture.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One case of hostile traffic.
 *
 * @param id unique
 * @param note the rule it is about
 * @param send what the client sends
 * @param ending what the client does then
 * @param methods of the requests the client sends, where they are not all GET; the framing of responses depends on it
 * @param script what the upstream answers to the first request, if it is the hostile side
 * @param expect what has to come of it
 */
public record HostileCase(
        String id,
        String note,
        List<Piece> send,
        Ending ending,
        List<String> methods,
        Optional<Script> script,
        Expectation expect) {
    public HostileCase {
        send = List.copyOf(send);
        methods = List.copyOf(methods);
    }

    /** What the client does when it has sent everything. */
    enum Ending {
        /** It waits for answers. */
        WAIT,
        /** It ends its direction, and waits for answers. */
        HALF_CLOSE,
        /** It closes. */
        CLOSE,
        /** It resets the connection. */
        RESET
    }

    /**
     * Some bytes.
     *
     * @param pause the wait before them
     * @param text one character a byte
     * @param drip the wait after each byte, zero to send them at once
     */
    record Piece(Duration pause, String text, Duration drip) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What a hostile upstream sends, and what it does then. */
    record Script(List<Piece> pieces, Ending ending) {}

    /** All cases of a file with one JSON object a line. */
    public static List<HostileCase> all(Path file) throws IOException {
        List<HostileCase> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                cases.add(of(Fixture.parse(file.getFileName() + ":" + (cases.size() + 1), line)));
            }
        }
        return cases;
    }

    private static HostileCase of(Fixture line) {
        Ending ending = line.flag("half_close") ? Ending.HALF_CLOSE : Ending.WAIT;
        if (line.has("abort")) {
            ending = line.text("abort", "").equals("reset") ? Ending.RESET : Ending.CLOSE;
        }
        Optional<Script> script = Optional.empty();
        if (line.has("upstream_script")) {
            Ending then = line.flag("upstream_close") ? Ending.CLOSE : Ending.WAIT;
            script = Optional.of(
                    new Script(pieces(line, "upstream_script"), line.flag("upstream_reset") ? Ending.RESET : then));
        }
        return new HostileCase(
                line.text("id", ""),
                line.text("note", ""),
                pieces(line, "send"),
                ending,
                line.texts("methods"),
                script,
                Expectation.of(line.map("expect")));
    }

    private static List<Piece> pieces(Fixture line, String name) {
        return line.maps(name).stream().map(HostileCase::piece).toList();
    }

    private static Piece piece(Fixture piece) {
        String text = piece.has("b64")
                ? new String(Base64.getDecoder().decode(piece.text("b64", "")), StandardCharsets.ISO_8859_1)
                : piece.text("text", "");
        return new Piece(
                Duration.ofMillis(piece.number("pause_ms", 0)),
                text.repeat(piece.number("repeat", 1)),
                Duration.ofMillis(piece.number("drip_ms", 0)));
    }
}
