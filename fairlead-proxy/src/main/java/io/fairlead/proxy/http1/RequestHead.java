package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.RequestView;

/** The head of a request. */
public final class RequestHead extends MessageHead {
    private final RequestView view = new RequestView();
    private RequestMethod method = RequestMethod.OTHER;
    private Upgrade upgrade = Upgrade.NONE;
    private boolean expectsContinue;

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

    @Override
    void begin() {
        super.begin();
        method = RequestMethod.OTHER;
        upgrade = Upgrade.NONE;
        expectsContinue = false;
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

    void expectContinue(boolean isExpected) {
        expectsContinue |= isExpected;
    }
}
