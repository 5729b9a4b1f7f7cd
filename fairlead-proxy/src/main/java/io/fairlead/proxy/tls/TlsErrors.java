package io.fairlead.proxy.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells what went wrong on connections. Stateless. */
public final class TlsErrors {
    private TlsErrors() {}

    /** Whether the other side, or the way to it, is to blame: broken records and resets, not faults of this program. */
    public static boolean isOfPeer(Throwable failure) {
        // TLS reports what it cannot read as a failure of decoding, with its own error as the cause.
        return failure instanceof IOException || failure.getCause() instanceof IOException;
    }

    /** The innermost message, or the type of what has none. */
    public static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : printable(root.getMessage());
    }

    /** Without control characters: a certificate of the other side may have some in its names. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                printable.setCharAt(i, '?');
            }
        }
        return printable.toString();
    }
}
