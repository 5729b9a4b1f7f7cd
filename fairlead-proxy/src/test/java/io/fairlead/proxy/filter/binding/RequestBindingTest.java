package io.fairlead.proxy.filter.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import io.fairlead.routing.balance.XxHash64;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBindingTest {
    private static final HashKey.Header USER = new HashKey.Header("x-user");
    private static final HashKey.QueryParameter ID = new HashKey.QueryParameter("id");
    private static final Cookie PASSIVE = new Cookie("session", null);

    private final RequestBinding binding = new RequestBinding(new SplittableRandom(1));
    private final AddressText local = address("10.9.9.9", 80);

    private static AddressText address(String ip, int port) {
        try {
            return new AddressText(new InetSocketAddress(InetAddress.getByName(ip), port));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static RequestView request(String target, String... headers) {
        StringBuilder text = new StringBuilder("GET app.test ").append(target);
        int targetFrom = "GET app.test ".length();
        int targetTo = text.length();
        RequestView view = new RequestView();
        int[][] ranges = new int[headers.length][];
        for (int i = 0; i < headers.length; i++) {
            int colon = headers[i].indexOf(':');
            int from = text.length();
            text.append(headers[i], 0, colon);
            int valueFrom = text.length();
            text.append(headers[i].substring(colon + 1).strip());
            ranges[i] = new int[] {from, valueFrom, text.length()};
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        view.reset(bytes);
        view.method(0, 3);
        view.authority(4, 12);
        int question = target.indexOf('?');
        view.target(targetFrom, question < 0 ? targetTo : targetFrom + question, targetTo);
        for (int[] range : ranges) {
            view.headers().add(HeaderName.hash(bytes, range[0], range[1]), range[0], range[1], range[1], range[2]);
        }
        return view;
    }

    /** The hash by a key, null if the request lacks it. */
    private @Nullable Long hash(HashKey key, RequestView request) {
        return hash(List.of(key), request, address("10.1.2.3", 4567));
    }

    private @Nullable Long hash(List<HashKey> keys, RequestView request, AddressText remote) {
        binding.begin(request, local, remote);
        return binding.read(keys.stream().map(BindingKey::of).toList()) ? binding.hash() : null;
    }

    /** The headers that a response gets. */
    private String responseHeaders() {
        HeaderEdits edits = new HeaderEdits();
        edits.reset(new HeaderLines());
        binding.addCookies(edits);
        ByteBuf out = Unpooled.buffer();
        edits.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHeaderCountsByItsValue() {
        assertThat(hash(USER, request("/", "x-user: joe"))).isEqualTo(XxHash64.hash("joe"));
        assertThat(hash(USER, request("/", "x-user:"))).isEqualTo(XxHash64.hash(""));
        assertThat(hash(USER, request("/", "x-other: joe"))).isNull();
    }

    @Test
    void allLinesOfAHeaderCountInAnyOrder() {
        Long both = hash(USER, request("/", "x-user: a", "x-user: b"));
        assertThat(both)
                .isEqualTo(hash(USER, request("/", "x-user: b", "x-other: c", "x-user: a")))
                .isNotEqualTo(hash(USER, request("/", "x-user: a")))
                .isNotEqualTo(hash(USER, request("/", "x-user: a", "x-user: a")));
    }

    @Test
    void partsOfTheRequestLineCanBeNamedAsHeaders() {
        RequestView request = request("/a?b");
        assertThat(hash(new HashKey.Header("host"), request)).isEqualTo(XxHash64.hash("app.test"));
        assertThat(hash(new HashKey.Header(":authority"), request)).isEqualTo(XxHash64.hash("app.test"));
        assertThat(hash(new HashKey.Header(":path"), request)).isEqualTo(XxHash64.hash("/a?b"));
        assertThat(hash(new HashKey.Header(":method"), request)).isEqualTo(XxHash64.hash("GET"));
    }

    @Test
    void theFirstQueryParameterOfANameCountsAsItIs() {
        assertThat(hash(ID, request("/?id=q1"))).isEqualTo(XxHash64.hash("q1"));
        assertThat(hash(ID, request("/?a=b&id=%71=1&id=q2#x"))).isEqualTo(XxHash64.hash("%71=1"));
        assertThat(hash(ID, request("/?x&id&y"))).isEqualTo(XxHash64.hash(""));
        assertThat(hash(ID, request("/?ids=1&xid=2&ID=3"))).isNull();
        assertThat(hash(ID, request("/id=1"))).isNull();
        assertThat(hash(ID, request("/?"))).isNull();
    }

    @Test
    void theSourceCountsWithoutItsPort() {
        HashKey source = new HashKey.SourceAddress();
        assertThat(hash(source, request("/"))).isEqualTo(XxHash64.hash("10.1.2.3"));
        assertThat(hash(List.of(source), request("/"), address("10.1.2.3", 9))).isEqualTo(XxHash64.hash("10.1.2.3"));
        assertThat(hash(List.of(source), request("/"), new AddressText(new SocketAddress() {})))
                .isNull();
    }

    @Test
    void aCookieIsFoundAmongOthers() {
        assertThat(hash(PASSIVE, request("/", "cookie: session=abc"))).isEqualTo(XxHash64.hash("abc"));
        assertThat(hash(PASSIVE, request("/", "cookie: a=b;  session=abc; session=d")))
                .isEqualTo(XxHash64.hash("abc"));
        assertThat(hash(PASSIVE, request("/", "cookie: a=b", "cookie: broken; session=a=b")))
                .isEqualTo(XxHash64.hash("a=b"));
        assertThat(hash(PASSIVE, request("/", "cookie: session=\"abc\""))).isEqualTo(XxHash64.hash("abc"));
        assertThat(hash(PASSIVE, request("/", "cookie: Session=abc; sessions=abc; xsession=abc")))
                .isNull();
        assertThat(hash(PASSIVE, request("/", "cookie: session="))).isNull();
        assertThat(hash(PASSIVE, request("/", "cookie: session"))).isNull();
        assertThat(hash(PASSIVE, request("/"))).isNull();
        assertThat(responseHeaders()).isEmpty();
    }

    private static Cookie made(String path, int seconds, Cookie.Attribute... attributes) {
        return new Cookie(
                "session",
                new Creation(Cookie.Value.CONNECTION, path, Duration.ofSeconds(seconds), List.of(attributes)));
    }

    @Test
    void aCookieIsMadeAndFoundAgain() {
        Long made = hash(made("/app", 60), request("/"));
        String header = responseHeaders();
        assertThat(header).matches("set-cookie: session=\"[0-9a-f]{16}\"; Max-Age=60; Path=/app; HttpOnly\r\n");
        String value = header.substring(header.indexOf('"') + 1, header.lastIndexOf('"'));
        assertThat(hash(made("/app", 60), request("/", "cookie: session=" + value)))
                .isEqualTo(made);
        assertThat(responseHeaders()).as("it has one").isEmpty();
    }

    @Test
    void requestsOfOneConnectionGetTheSameCookie() {
        Long first = hash(made("", 0), request("/a"));
        String header = responseHeaders();
        assertThat(header).matches("set-cookie: session=\"[0-9a-f]{16}\"; HttpOnly\r\n");
        assertThat(hash(made("", 0), request("/b"))).isEqualTo(first);
        assertThat(responseHeaders()).isEqualTo(header);
        assertThat(hash(List.of(made("", 0)), request("/a"), address("10.1.2.3", 4568)))
                .isNotEqualTo(first);
    }

    @Test
    void attributesFollowInTheirOrder() {
        hash(made("/", 5, new Cookie.Attribute("SameSite", "Lax"), new Cookie.Attribute("Secure", "")), request("/"));
        assertThat(responseHeaders()).endsWith("\"; Max-Age=5; Path=/; SameSite=Lax; Secure; HttpOnly\r\n");
    }

    @Test
    void randomCookiesDifferFromRequestToRequest() {
        Cookie random = new Cookie("r", new Creation(Cookie.Value.RANDOM, "/", Duration.ZERO, List.of()));
        Long first = hash(random, request("/"));
        assertThat(hash(random, request("/"))).isNotEqualTo(first);
    }

    @Test
    void severalKeysCountTogetherAndNoneHidesAnother() {
        AddressText remote = address("10.1.2.3", 4567);
        Long joe = hash(List.of(USER, ID), request("/?id=1", "x-user: joe"), remote);
        assertThat(joe)
                .isNotEqualTo(hash(List.of(USER, ID), request("/?id=2", "x-user: joe"), remote))
                .isNotEqualTo(hash(List.of(USER, ID), request("/?id=1", "x-user: ann"), remote));
        assertThat(hash(List.of(USER, ID), request("/", "x-user: joe"), remote)).isEqualTo(XxHash64.hash("joe"));
        assertThat(hash(List.of(USER, ID), request("/"), remote)).isNull();
        assertThat(hash(List.of(USER, USER), request("/", "x-user: joe"), remote))
                .as("equal keys do not cancel each other out")
                .isNotEqualTo(hash(List.of(USER, USER), request("/", "x-user: ann"), remote));
    }
}
