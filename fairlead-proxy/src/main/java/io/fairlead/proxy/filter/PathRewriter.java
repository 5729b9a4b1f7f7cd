package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RequestView;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PathRewrite}, ready to run. The query is kept, and nothing is normalised afterwards; only a path that would be empty
 * becomes {@code /}, since no request line can carry it. Immutable; any thread.
 */
public final class PathRewriter {
    private static final int WHOLE_PATH = Integer.MAX_VALUE;
    private static final byte[] NO_TEXT = new byte[0];

    /** Null where the front of the path is replaced. */
    private final @Nullable RegexReplacement matches;

    private final int frontLength;
    private final byte[] front;

    private PathRewriter(@Nullable RegexReplacement matches, int frontLength, byte[] front) {
        this.matches = matches;
        this.frontLength = frontLength;
        this.front = front;
    }

    /** Compiles the rewrite of a route that matches by {@code matcher}. */
    public static PathRewriter of(PathRewrite rewrite, PathMatcher matcher) {
        if (rewrite instanceof PathRewrite.Prefix prefix) {
            return ofPrefix(prefix.replacement(), matcher);
        } else if (rewrite instanceof PathRewrite.Regex regex) {
            return new PathRewriter(new RegexReplacement(regex.pattern(), regex.substitution()), 0, NO_TEXT);
        }
        throw new AssertionError(rewrite);
    }

    /** Replaces what {@code matcher} matched: a prefix, else the whole path. */
    static PathRewriter ofPrefix(String replacement, PathMatcher matcher) {
        int length = matcher instanceof PathMatcher.Prefix prefix
                ? prefix.prefix().getBytes(StandardCharsets.UTF_8).length
                : WHOLE_PATH;
        return new PathRewriter(null, length, replacement.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the new path and the request's query to {@code out}. */
    public void append(RequestView request, ByteScratch out) {
        int start = out.size();
        byte[] bytes = request.bytes();
        int from = request.pathFrom();
        int pathTo = request.pathTo();
        if (matches != null) {
            matches.append(bytes, from, pathTo, out);
        } else {
            out.append(front);
            out.append(bytes, from + Math.min(frontLength, pathTo - from), pathTo);
        }
        if (out.size() == start) {
            out.append('/');
        }
        out.append(bytes, pathTo, request.targetTo());
    }
}
