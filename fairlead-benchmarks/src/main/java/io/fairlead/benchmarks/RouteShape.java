package io.fairlead.benchmarks;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.match.RouteIndex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A way to write many routes, with requests that only one of them matches. */
public enum RouteShape {
    /** Every route has its own prefix and its own value of one header: the shape that Envoy was measured with. */
    PREFIX_AND_HEADER {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(
                    new PathMatcher.Prefix("/api/" + route + "/", false),
                    List.of(new HeaderMatcher("x-model", new StringMatcher.Exact("model-" + route), false)),
                    List.of());
        }

        @Override
        String path(int route) {
            return "/api/" + route + "/chat/completions";
        }
    },
    /** All routes have the same prefix; only the header tells them apart. */
    HEADER {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(
                    PathMatcher.ANY,
                    List.of(new HeaderMatcher("x-model", new StringMatcher.Exact("model-" + route), false)),
                    List.of());
        }

        @Override
        String path(int route) {
            return "/v1/chat/completions";
        }
    },
    /** Every route has its own prefix. */
    PREFIX {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(new PathMatcher.Prefix("/api/" + route + "/", false), List.of(), List.of());
        }

        @Override
        String path(int route) {
            return "/api/" + route + "/chat/completions";
        }
    },
    /** Every route has its own path. */
    EXACT {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(new PathMatcher.Exact("/api/" + route + "/chat", false), List.of(), List.of());
        }

        @Override
        String path(int route) {
            return "/api/" + route + "/chat";
        }
    },
    /** Every route has a regex that ends in its own text. */
    REGEX {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(new PathMatcher.Regex("/v[0-9]+/model" + route), List.of(), List.of());
        }

        @Override
        String path(int route) {
            return "/v1/model" + route;
        }
    },
    /** Every route has a regex with its own text in the middle. */
    REGEX_MIDDLE {
        @Override
        RouteMatch match(int route) {
            return new RouteMatch(new PathMatcher.Regex("/v[0-9]+/model" + route + "/.*"), List.of(), List.of());
        }

        @Override
        String path(int route) {
            return "/v1/model" + route + "/chat";
        }
    };

    private static final String HOST = "models.example.com";

    abstract RouteMatch match(int route);

    abstract String path(int route);

    /** The index of one virtual host with this many routes; a route's payload is its number. */
    RouteIndex<String> index(int routes) {
        List<RouteEntry> entries = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            entries.add(new RouteEntry(
                    String.valueOf(i),
                    match(i),
                    new RouteAction.DirectResponse(200, Bytes.EMPTY),
                    HeaderMutations.NONE,
                    Map.of(),
                    new RouteEntry.Origin(
                            new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "models"),
                            FieldPath.ROOT,
                            "models")));
        }
        VirtualHost host = new VirtualHost(HOST, List.of(HOST), VirtualHost.TlsRequirement.NONE, entries);
        return RouteIndex.of(new RouteTable("http.8080", List.of(host)), (h, route) -> route.name());
    }

    /** A request that only this route matches, with the headers that a client of a model sends. */
    RequestView request(int route) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RequestView view = new RequestView();
        int pathFrom = write(out, path(route));
        int pathTo = out.size();
        int queryTo = write(out, "?stream=true") + "?stream=true".length();
        int methodFrom = write(out, "POST");
        int authorityFrom = write(out, HOST + ":8080");
        int authorityTo = out.size();
        List<String> headers = List.of(
                "host", HOST + ":8080",
                "user-agent", "python-httpx/0.27.0",
                "accept", "application/json",
                "accept-encoding", "gzip, deflate",
                "authorization", "Bearer 0123456789abcdef0123456789abcdef",
                "content-type", "application/json",
                "content-length", "1024",
                "x-request-id", "7d3f6a52-3f0e-4d5b-9a39-6a1f0a9c8e11",
                "x-forwarded-proto", "http",
                "x-model", "model-" + route);
        List<Integer> starts = new ArrayList<>();
        headers.forEach(text -> starts.add(write(out, text)));
        byte[] bytes = out.toByteArray();
        view.reset(bytes);
        view.method(methodFrom, methodFrom + "POST".length());
        view.target(pathFrom, pathTo, queryTo);
        view.authority(authorityFrom, authorityTo);
        for (int i = 0; i < headers.size(); i += 2) {
            int nameFrom = starts.get(i);
            int nameTo = nameFrom + headers.get(i).length();
            int valueFrom = starts.get(i + 1);
            int valueTo = valueFrom + headers.get(i + 1).length();
            view.headers().add(HeaderName.hash(bytes, nameFrom, nameTo), nameFrom, nameTo, valueFrom, valueTo);
        }
        return view;
    }

    private static int write(ByteArrayOutputStream out, String text) {
        int at = out.size();
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return at;
    }
}
