package io.fairlead.proxy.http2;

import io.fairlead.proxy.observe.Ticker;

/**
 * Tells a peer that makes work without any use from one that works. Each kind of frame that costs this side more than the
 * other is counted over some seconds; what an honest peer does in a hurry stays far below the bounds. Not thread-safe.
 */
final class FloodGuard {
    /** How long is counted. */
    private static final long PERIOD_NANOS = 10_000_000_000L;

    /** Streams that the peer opens and gives up again before they were answered (CVE-2023-44487), if that is most of them. */
    static final int MAX_RESETS = 200;

    /** PING and SETTINGS frames, each of which is answered. */
    static final int MAX_CONTROL_FRAMES = 10_000;

    /** Answers that pile up since the peer does not read them. */
    static final int MAX_UNREAD_ANSWERS = 1_000;

    /** Frames without content or effect, one after the other. */
    static final int MAX_EMPTY_FRAMES = 100;

    /** PRIORITY, WINDOW_UPDATE and unknown frames, beyond ten for each frame of use. */
    static final int MAX_IDLE_FRAMES = 10_000;

    private static final int IDLE_FRAMES_PER_USEFUL_ONE = 10;

    private final Ticker ticker;
    private long periodStart;
    private int opened;
    private int resets;
    private int controlFrames;
    private int unreadAnswers;
    private int emptyFrames;
    private int idleFrames;

    FloodGuard(Ticker ticker) {
        this.ticker = ticker;
        this.periodStart = ticker.nanos();
    }

    private void check(boolean isTooMuch, String what) throws Violation {
        if (!isTooMuch) {
            return;
        }
        long now = ticker.nanos();
        if (now - periodStart < PERIOD_NANOS) {
            throw Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, what);
        }
        periodStart = now;
        opened = 0;
        resets = 0;
        controlFrames = 0;
        idleFrames = 0;
    }

    /** A stream was opened. */
    void opened() {
        opened++;
        useful();
    }

    /** A stream was given up before it was answered. */
    void reset() throws Violation {
        resets++;
        check(resets > MAX_RESETS && resets > opened / 2, "too many resets");
    }

    /** A frame came that is answered; {@code isUnread} if answers pile up already. */
    void control(boolean isUnread) throws Violation {
        unreadAnswers = isUnread ? unreadAnswers + 1 : 0;
        if (unreadAnswers > MAX_UNREAD_ANSWERS) {
            throw Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, "answers are not read");
        }
        controlFrames++;
        check(controlFrames > MAX_CONTROL_FRAMES, "too many control frames");
    }

    /** A DATA frame without content that does not end its stream. */
    void empty() throws Violation {
        if (++emptyFrames > MAX_EMPTY_FRAMES) {
            throw Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, "too many empty frames");
        }
    }

    /** A frame with content came or went. */
    void useful() {
        emptyFrames = 0;
        idleFrames = Math.max(0, idleFrames - IDLE_FRAMES_PER_USEFUL_ONE);
    }

    /** A frame without effect. */
    void idle() throws Violation {
        idleFrames++;
        check(idleFrames > MAX_IDLE_FRAMES, "too many frames without effect");
    }
}
