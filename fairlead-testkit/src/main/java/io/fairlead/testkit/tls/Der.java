package io.fairlead.testkit.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes values in DER (ITU-T X.690), as far as certificates need them. */
final class Der {
    static final byte[] TRUE = {1, 1, (byte) 0xFF};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int length = content.size();
        if (length < 0x80) {
            all.write(length);
        } else if (length < 0x100) {
            all.write(0x81);
            all.write(length);
        } else {
            all.write(0x82);
            all.write(length >> 8);
            all.write(length);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(0x31, parts);
    }

    static byte[] integer(long number) {
        return value(2, BigInteger.valueOf(number).toByteArray());
    }

    static byte[] octets(byte[] content) {
        return value(4, content);
    }

    static byte[] bits(byte[] content) {
        return value(3, new byte[1], content);
    }

    static byte[] utf8(String text) {
        return value(12, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A time before the year 2050. */
    static byte[] time(Instant instant) {
        return value(0x17, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier with arcs below 2^14, written with dots. */
    static byte[] identifier(String dotted) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        String[] arcs = dotted.split("\\.", -1);
        content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            if (arc >= 1 << 14) {
                content.write(0x80 | arc >> 14);
            }
            if (arc >= 1 << 7) {
                content.write(0x80 | arc >> 7 & 0x7F);
            }
            content.write(arc & 0x7F);
        }
        return value(6, content.toByteArray());
    }
}
