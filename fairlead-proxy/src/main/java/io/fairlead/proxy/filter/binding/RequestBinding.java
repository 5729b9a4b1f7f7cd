package io.fairlead.proxy.filter.binding;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.XxHash64;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What binds one request, and the cookies that its response sets so that the next request is bound alike. Used again for many
 * requests, one after the other; allocates nothing once its arrays have grown. Event loop only.
 */
public final class RequestBinding {
    private static final HeaderName SET_COOKIE = HeaderName.of("set-cookie");
    private static final int HEX_DIGITS = 16;

    private final RandomGenerator random;
    private final ByteScratch scratch = new ByteScratch();
    private final ByteScratch cookies = new ByteScratch();
    private int[] cookieEnds = new int[2];
    private int cookieCount;
    private RequestView view = new RequestView();
    private @Nullable AddressText local;
    private @Nullable AddressText remote;
    private long hash;

    /** Bindings of requests of one event loop; {@code random} is for new cookies. */
    public RequestBinding(RandomGenerator random) {
        this.random = random;
    }

    /** Begins with another request, whose head is or will be in {@code request}. */
    public void begin(RequestView request, AddressText localAddress, AddressText remoteAddress) {
        view = request;
        local = localAddress;
        remote = remoteAddress;
        cookieCount = 0;
    }

    /** Reads a key; whether the request has it, in which case {@link #hash()} is its hash. */
    public boolean read(BindingKey key) {
        return key.read(this);
    }

    /** Reads keys that count together; whether the request has any of them, in which case {@link #hash()} is the hash of all. */
    public boolean read(List<BindingKey> keys) {
        boolean found = false;
        long all = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).read(this)) {
                // Turned, so that two equal keys do not cancel each other out.
                all = Long.rotateLeft(all, 1) ^ hash;
                found = true;
            }
        }
        hash = all;
        return found;
    }

    /** What was read last. */
    public long hash() {
        return hash;
    }

    /** Adds the cookies that were made to a response. */
    public void addCookies(HeaderEdits response) {
        int from = 0;
        for (int i = 0; i < cookieCount; i++) {
            response.add(SET_COOKIE, cookies.array(), from, cookieEnds[i]);
            from = cookieEnds[i];
        }
    }

    RequestView view() {
        return view;
    }

    void hash(long value) {
        hash = value;
    }

    boolean hashSourceAddress() {
        AddressText source = remote;
        if (source == null || source.port() < 0) {
            return false;
        }
        scratch.clear();
        scratch.append(source.withoutPort());
        hash = XxHash64.hash(scratch.array(), 0, scratch.size());
        return true;
    }

    void makeCookie(HashKey.Cookie.Value kind, byte[] before, byte[] after) {
        long value = kind == HashKey.Cookie.Value.RANDOM ? random.nextLong() : hashOfConnection();
        if (cookieCount == 0) {
            cookies.clear();
        }
        cookies.append(before);
        int from = cookies.size();
        for (int i = HEX_DIGITS - 1; i >= 0; i--) {
            cookies.append(Character.forDigit((int) (value >>> 4 * i) & 0xF, 16));
        }
        hash = XxHash64.hash(cookies.array(), from, cookies.size());
        cookies.append(after);
        if (cookieCount == cookieEnds.length) {
            cookieEnds = Arrays.copyOf(cookieEnds, 2 * cookieCount);
        }
        cookieEnds[cookieCount] = cookies.size();
        cookieCount++;
    }

    private long hashOfConnection() {
        scratch.clear();
        if (remote != null) {
            scratch.append(remote.text());
        }
        if (local != null) {
            scratch.append(local.text());
        }
        return XxHash64.hash(scratch.array(), 0, scratch.size());
    }
}
