package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.RequestView;
import org.jspecify.annotations.Nullable;

/** The head of a request. */
public final class RequestHead extends MessageHead {
    private final RequestView view = new RequestView();
    private RequestMethod method = RequestMethod.OTHER;
    private Upgrade upgrade = Upgrade.NONE;
    private boolean expectsContinue;
    private boolean acceptsTrailers;

    /** An empty head. */
    public RequestHead() {}

    /**
     * The request for matching and writing: path normalised as Istio does by default, authority from the target where that
     * is absolute, else from the Host header.
     * {@link RequestView#isSecure()} is left for the caller to set.
     */
    public RequestView view() {
        return view;
    }

    @Override
    public HeaderLines headers() {
        return view.headers();
    }

    /** The method, {@link RequestMethod#OTHER} if it is none of those listed; the view has its bytes. */
    public RequestMethod method() {
        return method;
    }

    /** What the client asks to switch to. The lines that ask are not forwarded. */
    public Upgrade upgrade() {
        return upgrade;
    }

    /** Whether the client waits for 100 before it sends the body. */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the client says that it takes trailers ({@code te: trailers}), in HTTP/2. */
    public boolean acceptsTrailers() {
        return acceptsTrailers;
    }

    @Override
    void begin() {
        super.begin();
        method = RequestMethod.OTHER;
        upgrade = Upgrade.NONE;
        expectsContinue = false;
        acceptsTrailers = false;
    }

    @Override
    void rebase(byte[] array) {
        view.reset(array);
    }

    @Override
    void moved(byte[] array) {
        view.moved(array);
    }

    void method(RequestMethod requestMethod) {
        method = requestMethod;
    }

    void upgrade(Upgrade wanted) {
        upgrade = wanted;
    }

    void acceptTrailers() {
        acceptsTrailers = true;
    }

    /**
     * Sets the view's path and query to {@code from..to}. What the path's normal form needs beyond its own bytes is written
     * behind the head.
     *
     * @param pathTo where the path ends
     * @param bits the {@link CharClass#TARGET} bits of the path
     * @return why it is refused, or null
     */
    @Nullable
    Refusal target(int from, int pathTo, int to, int bits) {
        if (!PathNormaliser.isNeeded(bytes(), from, pathTo, bits)) {
            view.target(from, pathTo, to);
            return null;
        }
        int start = filled();
        ensureCapacity(start + 1 + 3 * (pathTo - from) + (to - pathTo));
        byte[] bytes = bytes();
        int end = PathNormaliser.normalise(bytes, from, pathTo, start);
        if (end < 0) {
            return Refusal.PATH;
        }
        System.arraycopy(bytes, pathTo, bytes, end, to - pathTo);
        fill(end + to - pathTo);
        view.target(start, end, end + to - pathTo);
        return null;
    }

    void expectContinue(boolean isExpected) {
        expectsContinue |= isExpected;
    }
}
