package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * What happens to the headers of every request at the edge, before a route is chosen: fields that concern the client's
 * connection go, those that only a proxy may set are not believed, and the proxy's own are added. This is what Envoy does
 * as Istio configures it: on a gateway {@code use_remote_address: true} and no trusted hops in front, on a sidecar's
 * outbound side {@code use_remote_address: false}.
 */
final class EdgeHeaders {
    private static final HeaderName X_FORWARDED_FOR = HeaderName.of("x-forwarded-for");
    private static final HeaderName X_FORWARDED_PROTO = HeaderName.of("x-forwarded-proto");
    private static final HeaderName X_FORWARDED_CLIENT_CERT = HeaderName.of("x-forwarded-client-cert");
    private static final HeaderName X_REQUEST_ID = HeaderName.of("x-request-id");
    private static final HeaderName X_ENVOY_EXTERNAL_ADDRESS = HeaderName.of("x-envoy-external-address");
    private static final byte[] X_ENVOY = "x-envoy-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "http".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int UUID_LENGTH = 36;

    private static final byte[] UPGRADE_OPTION = "Upgrade".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);

    private EdgeHeaders() {}

    /** Adds the lines that ask the next hop for the upgrade that this hop was asked for: routes may match them. */
    static void addUpgrade(RequestHead head) {
        head.addLine(RequestEdits.CONNECTION, UPGRADE_OPTION, 0, UPGRADE_OPTION.length);
        head.addLine(RequestEdits.UPGRADE, WEBSOCKET, 0, WEBSOCKET.length);
    }

    /** Adds these lines to a head that has lost them. */
    static void addUpgrade(HeaderEdits edits) {
        edits.add(RequestEdits.CONNECTION, UPGRADE_OPTION);
        edits.add(RequestEdits.UPGRADE, WEBSOCKET);
    }

    /**
     * Changes the lines of {@code head} in place.
     *
     * @param scratch overwritten
     */
    static void apply(RequestHead head, ClientFacts client, ByteScratch scratch, RandomGenerator random) {
        byte[] remoteIp = client.remoteIp();
        scratch.clear();
        HeaderLines lines = head.headers();
        int i = 0;
        while (i < lines.count()) {
            if (head.isForwarded(i) && isKept(lines, i, scratch)) {
                i++;
            } else {
                head.removeLine(i);
            }
        }
        scratch.append(remoteIp);
        head.addLine(X_FORWARDED_FOR, scratch.array(), 0, scratch.size());
        addScheme(head);
        byte[] certificate = client.forwardedClientCert();
        if (certificate != null) {
            head.addLine(X_FORWARDED_CLIENT_CERT, certificate, 0, certificate.length);
        }
        head.addLine(X_ENVOY_EXTERNAL_ADDRESS, remoteIp, 0, remoteIp.length);
        addRequestId(head, scratch, random);
    }

    /**
     * Changes the lines of a request of the workload itself: what it says of where a request comes from is passed on, as is
     * its request id.
     *
     * @param scratch overwritten
     */
    static void applyOwn(RequestHead head, ByteScratch scratch, RandomGenerator random) {
        HeaderLines lines = head.headers();
        boolean hasScheme = false;
        boolean hasRequestId = false;
        int i = 0;
        while (i < lines.count()) {
            if (head.isForwarded(i) && isOwnKept(lines, i)) {
                hasScheme |= lines.isNamed(i, X_FORWARDED_PROTO);
                hasRequestId |= lines.isNamed(i, X_REQUEST_ID);
                i++;
            } else {
                head.removeLine(i);
            }
        }
        if (!hasScheme) {
            addScheme(head);
        }
        if (!hasRequestId) {
            addRequestId(head, scratch, random);
        }
    }

    private static boolean isOwnKept(HeaderLines lines, int i) {
        return !lines.isNamed(i, X_FORWARDED_CLIENT_CERT)
                && !startsWithXEnvoy(lines.bytes(), lines.nameFrom(i), lines.nameTo(i));
    }

    private static void addScheme(RequestHead head) {
        byte[] scheme = head.view().isSecure() ? HTTPS : HTTP;
        head.addLine(X_FORWARDED_PROTO, scheme, 0, scheme.length);
    }

    private static void addRequestId(RequestHead head, ByteScratch scratch, RandomGenerator random) {
        scratch.clear();
        int uuid = scratch.reserve(UUID_LENGTH);
        writeUuid(scratch.array(), uuid, random);
        head.addLine(X_REQUEST_ID, scratch.array(), uuid, uuid + UUID_LENGTH);
    }

    /** Whether a line stays. The addresses of {@code x-forwarded-for} lines, each with a comma, are added to {@code scratch}. */
    private static boolean isKept(HeaderLines lines, int i, ByteScratch scratch) {
        byte[] bytes = lines.bytes();
        int from = lines.nameFrom(i);
        if (bytes[from] != 'x') {
            return true;
        }
        if (lines.isNamed(i, X_FORWARDED_FOR)) {
            if (lines.valueTo(i) > lines.valueFrom(i)) {
                scratch.append(bytes, lines.valueFrom(i), lines.valueTo(i));
                scratch.append(',');
            }
            return false;
        }
        return !lines.isNamed(i, X_FORWARDED_PROTO)
                && !lines.isNamed(i, X_REQUEST_ID)
                && !lines.isNamed(i, X_FORWARDED_CLIENT_CERT)
                && !startsWithXEnvoy(bytes, from, lines.nameTo(i));
    }

    private static boolean startsWithXEnvoy(byte[] bytes, int from, int to) {
        if (to - from < X_ENVOY.length) {
            return false;
        }
        for (int k = 0; k < X_ENVOY.length; k++) {
            if (bytes[from + k] != X_ENVOY[k]) {
                return false;
            }
        }
        return true;
    }

    /** Writes a random UUID (RFC 9562 version 4) in its 36-character form. */
    private static void writeUuid(byte[] target, int at, RandomGenerator random) {
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        int next = writeHex(target, at, high, 60, 32);
        target[next++] = '-';
        next = writeHex(target, next, high, 28, 16);
        target[next++] = '-';
        next = writeHex(target, next, high, 12, 0);
        target[next++] = '-';
        next = writeHex(target, next, low, 60, 48);
        target[next++] = '-';
        writeHex(target, next, low, 44, 0);
    }

    private static int writeHex(byte[] target, int at, long bits, int firstShift, int lastShift) {
        int next = at;
        for (int shift = firstShift; shift >= lastShift; shift -= 4) {
            target[next++] = HEX[(int) (bits >>> shift) & 15];
        }
        return next;
    }
}
