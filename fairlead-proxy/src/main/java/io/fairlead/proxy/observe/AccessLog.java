package io.fairlead.proxy.observe;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of requests. Event loops format lines and put them into a buffer each; one thread writes them out, ten times a
 * second and whenever a buffer is half full. An event loop never waits: a line that finds its buffer full is dropped and
 * counted.
 */
public final class AccessLog implements Closeable {
    /** Logs nothing. */
    public static final AccessLog OFF = new AccessLog(null, 0, OutputStream.nullOutputStream());

    /** How long a line waits at most before it is written, unless writing itself takes longer. */
    static final long FLUSH_NANOS = 100_000_000L;

    /** How long {@link #close} waits for what is still to be written, for instance by a reader that does not read. */
    static final long CLOSE_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final @Nullable Path file;
    private final Loop[] loops;
    private final Loop disabled = new Loop(null, null, 0);
    private @Nullable Thread writer;
    private OutputStream target;
    private volatile boolean reopening;
    private volatile boolean closed;
    private final OpaqueLongs writeFailures = new OpaqueLongs(1);
    private boolean failing;

    private AccessLog(@Nullable Path file, int loopCount, OutputStream target) {
        this.file = file;
        this.loops = new Loop[loopCount];
        this.target = target;
    }

    /**
     * Opens a log and starts its thread.
     *
     * @param loopCount how many event loops there are; they are numbered from 0
     * @throws IOException if the file cannot be opened
     */
    public static AccessLog open(AccessLogOptions options, CommandContext context, int loopCount) throws IOException {
        return open(options, context, loopCount, openTarget(options.file()));
    }

    static AccessLog open(AccessLogOptions options, CommandContext context, int loopCount, OutputStream target) {
        AccessLog log = new AccessLog(options.file(), loopCount, target);
        LogLine line = LogLine.of(options.format(), context);
        for (int i = 0; i < loopCount; i++) {
            log.loops[i] = new Loop(log, line, options.bufferBytesPerLoop());
        }
        Thread writer = new Thread(log::run, "fairlead-access-log");
        writer.setDaemon(true);
        log.writer = writer;
        writer.start();
        return log;
    }

    private static OutputStream openTarget(@Nullable Path file) throws IOException {
        return file == null ? new FileOutputStream(FileDescriptor.out) : new FileOutputStream(file.toFile(), true);
    }

    /** The part of one event loop. */
    public Loop loop(int index) {
        return this == OFF ? disabled : loops[index];
    }

    /** Closes the file and opens it again by its name, as after a rotation; soon, on the log's thread. Any thread. */
    public void reopen() {
        reopening = true;
        LockSupport.unpark(writer);
    }

    /** Writes what is left and stops. Lines that come later are dropped. Waits for {@value #CLOSE_MILLIS} ms at most. */
    @Override
    public void close() {
        closed = true;
        Thread thread = writer;
        if (thread == null) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many lines were put into a buffer. Any thread. */
    public long linesAccepted() {
        return sum(Loop.ACCEPTED);
    }

    /** How many lines were dropped. Any thread. */
    public long linesDropped() {
        return sum(Loop.DROPPED);
    }

    /** How many writes failed. Any thread. */
    public long writeFailures() {
        return writeFailures.get(0);
    }

    private long sum(int index) {
        long sum = 0;
        for (Loop loop : loops) {
            sum += loop.counts.get(index);
        }
        return sum;
    }

    /** The access log of one event loop. */
    public static final class Loop {
        static final int ACCEPTED = 0;
        static final int DROPPED = 1;

        private final OpaqueLongs counts = new OpaqueLongs(2);
        private final @Nullable AccessLog log;
        private final @Nullable LogLine format;
        private final LineBuffer buffer;
        private final ByteScratch line = new ByteScratch();
        private final LogEscaper escaper = new LogEscaper();
        private boolean wakened;

        private Loop(@Nullable AccessLog log, @Nullable LogLine format, int bufferBytes) {
            this.log = log;
            this.format = format;
            this.buffer = new LineBuffer(bufferBytes);
        }

        /** Whether anything is logged; if not, facts that only the log needs can be left out. */
        public boolean isEnabled() {
            return format != null;
        }

        /** Logs a request that has ended. Event loop. */
        public void log(RequestFacts info) {
            if (format == null || log == null) {
                return;
            }
            line.clear();
            format.append(info, line, escaper);
            boolean taken = !log.closed && buffer.add(line.array(), line.size());
            counts.add(taken ? ACCEPTED : DROPPED, 1);
            if (!buffer.isHalfFull()) {
                wakened = false;
            } else if (!wakened) {
                // Once is enough until the writer has caught up: waking it costs a system call.
                wakened = true;
                LockSupport.unpark(log.writer);
            }
        }
    }

    // ---- the log's thread

    private void run() {
        boolean last;
        do {
            // Read before draining, so that what was logged before close() is written.
            last = closed;
            if (reopening) {
                reopening = false;
                openAgain();
            }
            if (!drain() && !last) {
                LockSupport.parkNanos(this, FLUSH_NANOS);
            }
        } while (!last);
        closeTarget();
    }

    private boolean drain() {
        boolean any = false;
        for (Loop loop : loops) {
            try {
                if (loop.buffer.drainTo(target) > 0) {
                    any = true;
                    failing = false;
                }
            } catch (IOException e) {
                writeFailures.add(0, 1);
                if (!failing) {
                    failing = true;
                    LOG.warn("The access log cannot be written; its lines are lost until it can be", e);
                }
            }
        }
        return any;
    }

    private void openAgain() {
        if (file == null) {
            return;
        }
        try {
            OutputStream fresh = openTarget(file);
            closeTarget();
            target = fresh;
            LOG.info("The access log was opened again");
        } catch (IOException e) {
            writeFailures.add(0, 1);
            LOG.warn("The access log cannot be opened again; lines still go to the old file", e);
        }
    }

    private void closeTarget() {
        if (file == null) {
            return;
        }
        try {
            target.close();
        } catch (IOException e) {
            writeFailures.add(0, 1);
            LOG.warn("The access log cannot be closed; its last lines may be lost", e);
        }
    }
}
