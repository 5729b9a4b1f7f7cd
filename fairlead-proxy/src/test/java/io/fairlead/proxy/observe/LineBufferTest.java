package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    @Test
    void whatFitsComesOutInOrderAndWhatDoesNotIsRefused() {
        // A positive number adds a line of that length, 0 drains.
        Property.of(Gen.lists(Gen.oneOf(Gen.ints(1, 20), Gen.constant(0)), 60))
                .cases(500)
                .check(steps -> {
                    LineBuffer buffer = new LineBuffer(32);
                    ByteArrayOutputStream drained = new ByteArrayOutputStream();
                    StringBuilder expected = new StringBuilder();
                    int waiting = 0;
                    char content = 'a';
                    for (int step : steps) {
                        if (step == 0) {
                            assertThat(buffer.drainTo(drained)).isEqualTo(waiting);
                            waiting = 0;
                        } else {
                            String line = String.valueOf(content).repeat(step);
                            boolean fits = waiting + step <= 32;
                            assertThat(add(buffer, line)).isEqualTo(fits);
                            expected.append(fits ? line : "");
                            waiting += fits ? step : 0;
                            content = content == 'z' ? 'a' : (char) (content + 1);
                        }
                        assertThat(buffer.isHalfFull()).isEqualTo(waiting >= 16);
                    }
                    buffer.drainTo(drained);
                    assertThat(drained.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected.toString());
                });
    }

    @Test
    void aFailedWriteFreesTheRoom() {
        LineBuffer buffer = new LineBuffer(8);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThat(add(buffer, "12345678")).isTrue();
        assertThat(add(buffer, "9")).isFalse();

        assertThatThrownBy(() -> buffer.drainTo(broken)).isInstanceOf(IOException.class);

        assertThat(add(buffer, "9")).isTrue();
    }

    @Test
    void twoThreadsLoseAndMixNothing() throws Exception {
        LineBuffer buffer = new LineBuffer(1024);
        int lines = 50_000;
        Thread adder = new Thread(() -> {
            for (int i = 0; i < lines; i++) {
                while (!add(buffer, i + "\n")) {
                    Thread.onSpinWait();
                }
            }
        });
        ByteArrayOutputStream drained = new ByteArrayOutputStream();
        adder.start();
        while (adder.isAlive()) {
            buffer.drainTo(drained);
        }
        adder.join();
        buffer.drainTo(drained);

        List<String> seen =
                drained.toString(StandardCharsets.ISO_8859_1).lines().toList();
        assertThat(seen).hasSize(lines);
        for (int i = 0; i < lines; i++) {
            assertThat(Integer.parseInt(seen.get(i))).isEqualTo(i);
        }
    }

    private static boolean add(LineBuffer buffer, String line) {
        return buffer.add(line.getBytes(StandardCharsets.ISO_8859_1), line.length());
    }
}
