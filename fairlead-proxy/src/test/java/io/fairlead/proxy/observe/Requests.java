package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts of a request, as an exchange fills them in. */
public final class Requests {
    static final String TARGET = "/shop?id=1";

    private Requests() {}

    /** A request that was forwarded and answered with 200. */
    public static RequestFacts forwarded(Map<String, String> requestHeaders, Map<String, String> responseHeaders) {
        RequestFacts info = new RequestFacts();
        info.downstream(address(18080), address(40001), address(40002));
        info.connectionId(7);
        info.start(1_700_000_000_123L, 1_000_000_000L);
        info.request(view("GET", "shop.test", TARGET), headers(requestHeaders));
        info.addReceived(10, 110);
        info.requestEnd(1_001_500_000L);
        info.routeName("canary");
        info.upstreamCluster("outbound|80|v1|shop.default.svc.cluster.local");
        info.upstreamHost(address(19101));
        info.upstreamLocal(address(50000));
        info.addAttempt();
        info.responseStart(1_005_000_000L);
        info.responseHeaders(headers(responseHeaders));
        info.response(200, ResponseCodeDetails.VIA_UPSTREAM);
        info.addSent(20, 220);
        info.end(1_007_900_000L);
        return info;
    }

    public static RequestFacts forwarded() {
        return forwarded(Map.of(), Map.of());
    }

    /** A request that ended with a code after a time. */
    public static RequestFacts ended(int code, long durationNanos) {
        RequestFacts info = forwarded();
        info.responseCode(code);
        info.end(info.startNanos() + durationNanos);
        return info;
    }

    public static AddressText address(int port) {
        return new AddressText(new InetSocketAddress(NetUtil.LOCALHOST4, port));
    }

    static RequestView view(String method, String authority, String target) {
        RequestView view = new RequestView();
        byte[] bytes = (method + target + authority).getBytes(StandardCharsets.ISO_8859_1);
        view.reset(bytes);
        view.method(0, method.length());
        int end = method.length() + target.length();
        int question = target.indexOf('?');
        view.target(method.length(), question < 0 ? end : method.length() + question, end);
        view.authority(end, bytes.length);
        return view;
    }

    static HeaderSource headers(Map<String, String> values) {
        Map<HeaderName, byte[]> byName = new LinkedHashMap<>();
        values.forEach((name, value) -> byName.put(HeaderName.of(name), value.getBytes(StandardCharsets.ISO_8859_1)));
        return (name, value) -> {
            byte[] bytes = byName.get(name);
            if (bytes == null) {
                return false;
            }
            value.set(bytes, 0, bytes.length);
            return true;
        };
    }
}
