package io.fairlead.routing.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    /** Published test vectors of XXH64 with seed 0. */
    @Test
    void itIsXxh64() {
        assertThat(XxHash64.hash("")).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(XxHash64.hash("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(XxHash64.hash("abc")).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(XxHash64.hash("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
    }

    @Test
    void onlyTheRangeCounts() {
        for (int length = 0; length < 100; length++) {
            String text = "x".repeat(3) + "0123456789".repeat(10).substring(0, length) + "y".repeat(5);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(XxHash64.hash(bytes, 3, 3 + length)).isEqualTo(XxHash64.hash(text.substring(3, 3 + length)));
        }
    }

    @Test
    void everyLengthAndPlaceCounts() {
        Set<Long> hashes = new HashSet<>();
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            hashes.add(XxHash64.hash(bytes, 0, length));
            for (int i = 0; i < length; i++) {
                bytes[i] = 1;
                hashes.add(XxHash64.hash(bytes, 0, length));
                bytes[i] = 0;
            }
        }
        assertThat(hashes).hasSize(100 + 99 * 100 / 2);
    }
}
