package io.fairlead.proxy.filter.binding;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A {@link HashKey} made ready to be read from requests. Immutable; any thread. Source: Envoy {@code hash_policy.cc}. */
public abstract class BindingKey {
    private BindingKey() {}

    /** The reader of a key. */
    public static BindingKey of(HashKey key) {
        if (key instanceof HashKey.Header header) {
            return switch (header.name()) {
                case "host", ":authority" -> new Pseudo(Pseudo.Part.AUTHORITY);
                case ":path" -> new Pseudo(Pseudo.Part.PATH);
                case ":method" -> new Pseudo(Pseudo.Part.METHOD);
                default -> new Header(HeaderName.of(header.name()));
            };
        } else if (key instanceof HashKey.Cookie cookie) {
            return new Cookie(cookie);
        } else if (key instanceof HashKey.QueryParameter parameter) {
            return new Query(parameter.name().getBytes(StandardCharsets.UTF_8));
        } else if (key instanceof HashKey.SourceAddress) {
            return new Source();
        }
        throw new AssertionError("unknown key " + key);
    }

    /** Looks for the key; whether it is there, in which case {@code request} is told its hash. */
    abstract boolean read(RequestBinding request);

    private static final class Header extends BindingKey {
        private final HeaderName name;

        Header(HeaderName name) {
            this.name = name;
        }

        @Override
        boolean read(RequestBinding request) {
            HeaderLines lines = request.view().headers();
            int line = lines.find(name, 0);
            if (line < 0) {
                return false;
            }
            long hash = hash(lines, line);
            int next = lines.find(name, line + 1);
            if (next >= 0) {
                // Whatever the order of the lines is.
                for (; next >= 0; next = lines.find(name, next + 1)) {
                    hash += hash(lines, next);
                }
                hash = XxHash64.avalanche(hash);
            }
            request.hash(hash);
            return true;
        }

        private static long hash(HeaderLines lines, int line) {
            return XxHash64.hash(lines.bytes(), lines.valueFrom(line), lines.valueTo(line));
        }
    }

    private static final class Pseudo extends BindingKey {
        private enum Part {
            AUTHORITY,
            PATH,
            METHOD
        }

        private final Part part;

        Pseudo(Part part) {
            this.part = part;
        }

        @Override
        boolean read(RequestBinding request) {
            RequestView view = request.view();
            request.hash(
                    switch (part) {
                        case AUTHORITY -> XxHash64.hash(view.bytes(), view.authorityFrom(), view.authorityTo());
                        case PATH -> XxHash64.hash(view.bytes(), view.pathFrom(), view.targetTo());
                        case METHOD -> XxHash64.hash(view.bytes(), view.methodFrom(), view.methodTo());
                    });
            return true;
        }
    }

    private static final class Query extends BindingKey {
        private final byte[] name;

        Query(byte[] name) {
            this.name = name;
        }

        @Override
        boolean read(RequestBinding request) {
            RequestView view = request.view();
            byte[] bytes = view.bytes();
            int end = view.targetTo();
            int at = view.pathTo() + 1;
            while (at < end) {
                int to = indexOf(bytes, '&', at, end);
                int equals = indexOf(bytes, '=', at, to);
                if (Arrays.equals(bytes, at, equals, name, 0, name.length)) {
                    request.hash(XxHash64.hash(bytes, Math.min(equals + 1, to), to));
                    return true;
                }
                at = to + 1;
            }
            return false;
        }
    }

    private static final class Source extends BindingKey {
        @Override
        boolean read(RequestBinding request) {
            return request.hashSourceAddress();
        }
    }

    private static final class Cookie extends BindingKey {
        private static final HeaderName COOKIE = HeaderName.of("cookie");

        private final byte[] name;
        private final CookieMaker maker;

        Cookie(HashKey.Cookie cookie) {
            this.name = cookie.name().getBytes(StandardCharsets.UTF_8);
            this.maker = CookieMaker.of(cookie);
        }

        @Override
        boolean read(RequestBinding request) {
            HeaderLines lines = request.view().headers();
            for (int line = lines.find(COOKIE, 0); line >= 0; line = lines.find(COOKIE, line + 1)) {
                int found = find(lines.bytes(), lines.valueFrom(line), lines.valueTo(line));
                if (found >= 0) {
                    return value(request, lines.bytes(), found, lines.valueTo(line)) || maker.make(request);
                }
            }
            return maker.make(request);
        }

        /** Where the value of the cookie begins, -1 if the line does not have it. */
        private int find(byte[] bytes, int from, int end) {
            int at = from;
            while (at < end) {
                int to = indexOf(bytes, ';', at, end);
                while (at < to && bytes[at] == ' ') {
                    at++;
                }
                int equals = indexOf(bytes, '=', at, to);
                if (equals < to && Arrays.equals(bytes, at, equals, name, 0, name.length)) {
                    return equals + 1;
                }
                at = to + 1;
            }
            return -1;
        }

        /** Takes a value, which quotes may surround; an empty one is none. */
        private static boolean value(RequestBinding request, byte[] bytes, int found, int end) {
            int from = found;
            int to = indexOf(bytes, ';', from, end);
            if (to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"') {
                from++;
                to--;
            }
            if (from == to) {
                return false;
            }
            request.hash(XxHash64.hash(bytes, from, to));
            return true;
        }
    }

    /** Where a byte first occurs, or {@code end}. */
    private static int indexOf(byte[] bytes, char wanted, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
