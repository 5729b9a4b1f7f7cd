package io.fairlead.testkit.hostile;

import io.fairlead.testkit.hostile.HostileCase.Ending;
import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.time.Stopwatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Sends what a case says while it reads whatever comes back. Thread-safe. */
final class HostileClient implements AutoCloseable {
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private final Socket socket;
    private final CountDownLatch sent = new CountDownLatch(1);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Stopwatch sinceLast = Stopwatch.start();
    private boolean ended;
    private boolean reset;
    private volatile boolean aborted;

    /** Connects, and begins to send and to read. */
    HostileClient(int port, HostileCase subject) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        RecordingUpstream.daemon("hostile-reader", this::read);
        RecordingUpstream.daemon("hostile-sender", () -> send(subject));
    }

    /** Whether everything was sent, or cannot be. */
    boolean isDone() {
        return sent.getCount() == 0;
    }

    /** For how long nothing came. */
    synchronized Duration quiet() {
        return sinceLast.elapsed();
    }

    /** Whether the connection has ended for reading. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** Whether the proxy reset the connection. */
    synchronized boolean wasReset() {
        return reset;
    }

    synchronized int size() {
        return received.size();
    }

    /** What came, one character a byte. */
    synchronized String bytes() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        disconnect();
    }

    /** Closes without further ado. */
    void disconnect() {
        aborted = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private void read() {
        byte[] block = new byte[16 * 1024];
        try {
            for (int count = socket.getInputStream().read(block);
                    count >= 0;
                    count = socket.getInputStream().read(block)) {
                keep(block, count);
            }
            end(false);
        } catch (IOException e) {
            end(!aborted);
        }
    }

    private synchronized void keep(byte[] block, int count) {
        sinceLast = Stopwatch.start();
        if (received.size() < MAX_KEPT_BYTES) {
            received.write(block, 0, count);
        }
    }

    private synchronized void end(boolean byReset) {
        sinceLast = Stopwatch.start();
        ended = true;
        reset = byReset;
    }

    private void send(HostileCase subject) {
        try {
            OutputStream out = socket.getOutputStream();
            for (HostileCase.Piece piece : subject.send()) {
                if (!piece.pause().isZero()) {
                    Pause.of(piece.pause());
                }
                if (piece.drip().isZero()) {
                    out.write(piece.bytes());
                    continue;
                }
                for (byte one : piece.bytes()) {
                    out.write(one);
                    Pause.of(piece.drip());
                }
            }
            finish(subject.ending());
        } catch (IOException e) {
            // The proxy does not want the rest.
        } finally {
            sent.countDown();
        }
    }

    private void finish(Ending ending) throws IOException {
        if (ending == Ending.HALF_CLOSE) {
            socket.shutdownOutput();
        } else if (ending != Ending.WAIT) {
            aborted = true;
            socket.setSoLinger(ending == Ending.RESET, 0);
            socket.close();
        }
    }
}
