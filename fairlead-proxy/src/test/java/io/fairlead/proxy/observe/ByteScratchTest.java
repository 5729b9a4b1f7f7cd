package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class ByteScratchTest {
    @Test
    void numbersAreWrittenAsJavaWritesThem() {
        Property.of(Gen.longs(Long.MIN_VALUE, Long.MAX_VALUE)).cases(1_000).check(number -> {
            ByteScratch scratch = new ByteScratch();
            scratch.append("n=");
            scratch.appendDecimal(number);
            assertThat(scratch).hasToString("n=" + number);
        });
        ByteScratch scratch = new ByteScratch();
        scratch.appendDecimal(Long.MIN_VALUE);
        scratch.appendDecimal(0);
        assertThat(scratch).hasToString(Long.MIN_VALUE + "0");
    }

    @Test
    void itGrowsAndCanTakeFromItself() {
        ByteScratch scratch = new ByteScratch();
        scratch.append("abc");
        for (int i = 0; i < 10; i++) {
            scratch.append(scratch.array(), 0, scratch.size());
        }

        assertThat(scratch).hasToString("abc".repeat(1024));
    }

    @Test
    void aSliceKeepsItsBytesWhenTheScratchGrows() {
        ByteScratch scratch = new ByteScratch();
        scratch.append("abc");
        ByteSlice slice = new ByteSlice();
        slice.set(scratch.array(), 0, 3);
        scratch.append("x".repeat(10_000));

        assertThat(slice).hasToString("abc");
        slice.clear();
        assertThat(slice.length()).isZero();
    }

    @Test
    void aHugeArrayIsGivenBack() {
        ByteScratch scratch = new ByteScratch();
        scratch.append("x".repeat(ByteScratch.MAX_RETAINED_BYTES + 1));
        scratch.clear();

        assertThat(scratch.array()).hasSizeLessThan(ByteScratch.MAX_RETAINED_BYTES);
        assertThat(scratch).hasToString("");
    }

    @Test
    void textOutsideLatin1IsMarked() {
        ByteScratch scratch = new ByteScratch();
        scratch.append("a\u00e9\u20ac");
        scratch.truncate(3);

        assertThat(scratch).hasToString("a\u00e9?");
        assertThatThrownBy(() -> scratch.truncate(4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesPrintAsEnvoyPrintsThem() {
        AddressText four = new AddressText(InetSocketAddress.createUnresolved("10.1.2.3", 80));
        AddressText six = new AddressText(new InetSocketAddress(NetUtil.LOCALHOST6, 81));
        AddressText unresolved = new AddressText(InetSocketAddress.createUnresolved("a.test", 82));
        AddressText unix = new AddressText(UnixDomainSocketAddress.of("/run/a.sock"));

        assertThat(four).hasToString("10.1.2.3:80");
        assertThat(four.withoutPort()).isEqualTo("10.1.2.3");
        assertThat(six).hasToString("[::1]:81");
        assertThat(six.port()).isEqualTo(81);
        assertThat(unresolved).hasToString("a.test:82");
        assertThat(unix).hasToString("/run/a.sock");
        assertThat(unix.withoutPort()).isEqualTo("/run/a.sock");
        assertThat(unix.port()).isEqualTo(-1);
    }
}
