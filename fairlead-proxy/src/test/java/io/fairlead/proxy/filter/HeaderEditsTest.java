package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderEditsTest {
    private static final HeaderName A = HeaderName.of("x-a");
    private static final HeaderName B = HeaderName.of("x-b");

    private final HeaderEdits edits = new HeaderEdits();

    @Test
    void anUntouchedMessageIsWrittenAsItCame() {
        edits.reset(Messages.lines("host: h", "x-a: 1", "x-b:  2  ", "x-a:3"));

        assertThat(written()).isEqualTo("host: h\r\nx-a: 1\r\nx-b: 2\r\nx-a: 3\r\n");
    }

    @Test
    void setReplacesEveryLineWithTheNameAndComesLast() {
        edits.reset(Messages.lines("x-a: 1", "x-b: 2", "x-a: 3"));
        edits.add(A, "added before");
        edits.set(A, "new");

        assertThat(written()).isEqualTo("x-b: 2\r\nx-a: new\r\n");
    }

    @Test
    void addKeepsWhatIsThere() {
        edits.reset(Messages.lines("x-a: 1"));
        edits.add(A, "2");
        edits.add(B, 30L);

        assertThat(written()).isEqualTo("x-a: 1\r\nx-a: 2\r\nx-b: 30\r\n");
    }

    @Test
    void findSkipsDroppedLines() {
        edits.reset(Messages.lines("x-a: 1", "x-a: 2"));
        ByteSlice value = new ByteSlice();

        edits.drop(0);
        assertThat(edits.find(A, value)).isTrue();
        assertThat(value).hasToString("2");
        assertThat(edits.find(A, 2)).isEqualTo(-1);

        edits.remove(A);
        assertThat(edits.find(A, value)).isFalse();
        assertThat(edits.contains(A)).isFalse();

        edits.add(A, "3");
        assertThat(edits.find(A, value)).isTrue();
        assertThat(value).hasToString("3");
    }

    @Test
    void linesThatDoNotAdjoinInTheirArrayAreWrittenApart() {
        HeaderLines lines = new HeaderLines();
        byte[] bytes = Messages.latin1("x-a: 1\n\nx-b: 2\r\nx-c:\t3\r\nx-d: 4XXx-e: 5");
        lines.reset(bytes);
        for (String name : List.of("x-a", "x-b", "x-c", "x-d", "x-e")) {
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(name);
            lines.add(HeaderName.of(name).hashCode(), at, at + 3, at + 5, at + 6);
        }
        edits.reset(lines);

        assertThat(written()).isEqualTo("x-a: 1\r\nx-b: 2\r\nx-c: 3\r\nx-d: 4\r\nx-e: 5\r\n");
    }

    @Test
    void aValueMayComeFromTheEditsThemselves() {
        edits.reset(Messages.lines());
        edits.add(A, "v".repeat(300));
        ByteSlice value = new ByteSlice();
        assertThat(edits.find(A, value)).isTrue();
        for (int i = 0; i < 10; i++) {
            edits.add(B, value.array(), value.from(), value.to());
        }

        assertThat(written())
                .isEqualTo("x-a: " + "v".repeat(300) + "\r\n" + ("x-b: " + "v".repeat(300) + "\r\n").repeat(10));
    }

    @Test
    void directBuffersGetTheSameBytes() {
        edits.reset(Messages.lines("host: h", "x-a: 1"));
        edits.set(A, "2");
        ByteBuf direct = Unpooled.directBuffer();
        try {
            edits.writeTo(direct);
            assertThat(direct.toString(StandardCharsets.ISO_8859_1)).isEqualTo("host: h\r\nx-a: 2\r\n");
        } finally {
            direct.release();
        }
    }

    @Test
    void aHugeMessageIsNotRemembered() {
        edits.reset(Messages.lines());
        edits.add(A, "v".repeat(100_000));
        edits.reset(Messages.lines("x-b: 1"));

        assertThat(written()).isEqualTo("x-b: 1\r\n");
    }

    /** What may be done to headers. */
    private enum Operation {
        ADD,
        SET,
        REMOVE,
        DROP
    }

    private record Step(Operation operation, String name, String value, int line) {}

    private record Case(List<String> fields, List<Step> steps) {}

    @Test
    void editsDoWhatAListOfLinesWould() {
        Gen<String> names = Gen.of("a", "b", "cc", "d");
        Gen<String> values = Gen.strings("xyz0", 6);
        Gen<String> fields = Gen.combine(names, values, (name, value) -> name + ": " + value);
        Gen<Step> steps = choices -> new Step(
                Gen.of(Operation.values()).draw(choices),
                names.draw(choices),
                values.draw(choices),
                Gen.ints(0, 100).draw(choices));
        Gen<Case> cases = Gen.combine(Gen.lists(fields, 90), Gen.lists(steps, 40), Case::new);

        Property.of(cases).cases(400).check(sample -> {
            edits.reset(Messages.lines(sample.fields()));
            List<String> model = new ArrayList<>(sample.fields());
            for (Step step : sample.steps()) {
                apply(step, model);
                assertThat(edits.contains(HeaderName.of(step.name())))
                        .isEqualTo(model.stream().anyMatch(line -> line.startsWith(step.name() + ": ")));
            }
            StringBuilder expected = new StringBuilder();
            model.forEach(line -> expected.append(line).append("\r\n"));
            assertThat(written()).isEqualTo(expected.toString());
            assertThat(listed()).isEqualTo(model);
            assertThat(edits.encodedSize()).isEqualTo(expected.length());
        });
    }

    private void apply(Step step, List<String> model) {
        HeaderName name = HeaderName.of(step.name());
        switch (step.operation()) {
            case ADD -> {
                edits.add(name, step.value());
                model.add(step.name() + ": " + step.value());
            }
            case SET -> {
                edits.set(name, Messages.latin1(step.value()));
                model.removeIf(line -> line.startsWith(step.name() + ": "));
                model.add(step.name() + ": " + step.value());
            }
            case REMOVE -> {
                edits.remove(name);
                model.removeIf(line -> line.startsWith(step.name() + ": "));
            }
            case DROP -> {
                List<Integer> left = linesLeft();
                if (!left.isEmpty()) {
                    int which = step.line() % left.size();
                    edits.drop(left.get(which));
                    model.remove(which);
                }
            }
        }
    }

    private List<Integer> linesLeft() {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < edits.end(); i++) {
            if (!edits.isDropped(i)) {
                left.add(i);
            }
        }
        return left;
    }

    private List<String> listed() {
        ByteSlice slice = new ByteSlice();
        List<String> all = new ArrayList<>();
        for (int line : linesLeft()) {
            edits.name(line, slice);
            String name = slice.toString();
            edits.value(line, slice);
            all.add(name + ": " + slice);
        }
        return all;
    }

    private String written() {
        byte[] target = new byte[edits.encodedSize() + 2];
        int end = edits.writeTo(target, 1);
        assertThat(end).isEqualTo(edits.encodedSize() + 1);
        ByteBuf heap = Unpooled.buffer(1);
        edits.writeTo(heap);
        String text = heap.toString(StandardCharsets.ISO_8859_1);
        assertThat(new String(target, 1, end - 1, StandardCharsets.ISO_8859_1)).isEqualTo(text);
        return text;
    }
}
