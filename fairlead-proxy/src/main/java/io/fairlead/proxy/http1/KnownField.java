package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderName;
import org.jspecify.annotations.Nullable;

/** The header fields whose meaning the codec must know. */
enum KnownField {
    HOST("host", Scope.END_TO_END),
    CONTENT_LENGTH("content-length", Scope.END_TO_END),
    EXPECT("expect", Scope.END_TO_END),
    CONNECTION("connection", Scope.HOP_BY_HOP),
    KEEP_ALIVE("keep-alive", Scope.HOP_BY_HOP),
    PROXY_CONNECTION("proxy-connection", Scope.HOP_BY_HOP),
    TE("te", Scope.HOP_BY_HOP),
    TRAILER("trailer", Scope.HOP_BY_HOP),
    TRANSFER_ENCODING("transfer-encoding", Scope.HOP_BY_HOP),
    UPGRADE("upgrade", Scope.HOP_BY_HOP),
    HTTP2_SETTINGS("http2-settings", Scope.HOP_BY_HOP);

    /** How far a field goes (RFC 9110 section 7.6.1). */
    private enum Scope {
        END_TO_END,
        HOP_BY_HOP
    }

    private static final int SLOTS = 128;
    private static final @Nullable KnownField[] TABLE = new KnownField[SLOTS];

    static {
        for (KnownField field : values()) {
            int slot = slot(field.hash);
            while (TABLE[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            TABLE[slot] = field;
        }
    }

    private final String text;
    private final int hash;
    private final Scope scope;

    KnownField(String text, Scope scope) {
        this.text = text;
        this.hash = HeaderName.of(text).hashCode();
        this.scope = scope;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 11)) & (SLOTS - 1);
    }

    /** The field with this lower-case name, whose {@link HeaderName#hash} is {@code hash}; null if the codec need not know. */
    static @Nullable KnownField of(int hash, byte[] name, int from, int to) {
        int slot = slot(hash);
        KnownField field = TABLE[slot];
        while (field != null) {
            if (field.hash == hash && CharClass.equalsIgnoreCase(name, from, to, field.text)) {
                return field;
            }
            slot = (slot + 1) % SLOTS;
            field = TABLE[slot];
        }
        return null;
    }

    /** Whether a line of this field says something to this hop only. */
    boolean isHopByHop() {
        return scope == Scope.HOP_BY_HOP;
    }
}
