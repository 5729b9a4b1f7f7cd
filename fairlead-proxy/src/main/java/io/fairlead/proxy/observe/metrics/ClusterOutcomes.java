package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.ResponseFlag;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the requests to some clusters ended, as counted so far by the series that existed when this was made. Reading it costs
 * time in proportion to the endpoints and outcomes there are, and never touches the request path. Any thread.
 */
public final class ClusterOutcomes {
    private static final int SENT_BY_CLIENT = ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION.bit()
            | ResponseFlag.DOWNSTREAM_REMOTE_RESET.bit()
            | ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR.bit();
    private static final int BROKEN = ResponseFlag.UPSTREAM_CONNECTION_TERMINATION.bit()
            | ResponseFlag.UPSTREAM_REMOTE_RESET.bit()
            | ResponseFlag.UPSTREAM_PROTOCOL_ERROR.bit();

    private final List<DestinationSeries> series;

    ClusterOutcomes(List<DestinationSeries> series) {
        this.series = List.copyOf(series);
    }

    /** How many requests have ended. */
    public long requests() {
        long count = 0;
        for (DestinationSeries each : series) {
            for (long[] numbers : each.sums().values()) {
                count += requestCount(numbers);
            }
        }
        return count;
    }

    /**
     * How many requests failed: answered with a status of {@code fromStatus} or more, broken off by the server, or not answered
     * at all. What the client broke off is no failure.
     */
    public long failures(int fromStatus) {
        long count = 0;
        for (DestinationSeries each : series) {
            for (Map.Entry<Long, long[]> cell : each.sums().entrySet()) {
                int code = DestinationCells.code(cell.getKey());
                int flags = DestinationCells.flags(cell.getKey());
                boolean byServer = code == 0 || (flags & BROKEN) != 0;
                if (code >= fromStatus || byServer && (flags & SENT_BY_CLIENT) == 0) {
                    count += requestCount(cell.getValue());
                }
            }
        }
        return count;
    }

    /** How many requests took longer than {@code limit}, taken up to the next bound of the histogram of durations. */
    public long slow(Duration limit) {
        double millis = limit.toNanos() / 1e6;
        int first = 0;
        while (first < RequestCell.BOUNDS.length && RequestCell.BOUNDS[first] < millis) {
            first++;
        }
        long count = 0;
        for (DestinationSeries each : series) {
            for (long[] numbers : each.sums().values()) {
                for (int i = first + 1; i < RequestCell.BUCKETS; i++) {
                    count += numbers[RequestCell.DURATION + i];
                }
            }
        }
        return count;
    }

    private static long requestCount(long[] numbers) {
        long count = 0;
        for (int i = 0; i < RequestCell.BUCKETS; i++) {
            count += numbers[RequestCell.DURATION + i];
        }
        return count;
    }
}
