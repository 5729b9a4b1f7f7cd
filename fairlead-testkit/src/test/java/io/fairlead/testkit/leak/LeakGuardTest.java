package io.fairlead.testkit.leak;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakGuardTest {
    @Test
    void aLostBufferFailsTheCheckWithTheRecordsOfItsUse() {
        loseABuffer();
        assertThatThrownBy(() -> LeakGuard.check("a test"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 leaks in the course of a test")
                .hasMessageContaining("the place where it was lost")
                .hasMessageContaining("loseABuffer");
        assertThatCode(() -> LeakGuard.check("a test")).doesNotThrowAnyException();
    }

    @Test
    void releasedBuffersAreNoLeak() {
        for (int i = 0; i < 100; i++) {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(64).writeLong(i);
            buffer.readRetainedSlice(4).release();
            buffer.release();
        }
        assertThatCode(() -> LeakGuard.check("a test")).doesNotThrowAnyException();
    }

    private static void loseABuffer() {
        ByteBufAllocator.DEFAULT.directBuffer(64).writeLong(7).touch("the place where it was lost");
    }
}
