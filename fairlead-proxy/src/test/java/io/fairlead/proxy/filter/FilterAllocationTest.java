package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.Allocation;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutation.Value;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterAllocationTest {
    private final RequestView request = Messages.request("GET", "app.test:80", "/old/x?y=1");

    @Test
    void editingHeadersAllocatesNothing() {
        HeaderName name = HeaderName.of("x-forwarded-for");
        HeaderProgram program = HeaderProgram.of(
                new HeaderMutation(
                        List.of("x-gone"),
                        List.of(new Value("x-set", "%REQ(x-a)% and %REQ(:path)%")),
                        List.of(new Value("x-add", "literal"))),
                CommandContext.EMPTY);
        HeaderLines lines = Messages.lines("host: h", "x-a: 1", "x-gone: 2", "x-set: 3", "accept: */*");
        HeaderEdits edits = new HeaderEdits();
        RequestFacts info = new RequestFacts();
        byte[] target = new byte[1024];

        assertThat(Allocation.bytesPerRun(() -> {
                    edits.reset(lines);
                    info.reset();
                    info.request(request, edits);
                    edits.set(name, "10.0.0.1");
                    program.apply(edits, info);
                    edits.writeTo(target, 0);
                }))
                .isZero();
    }

    @Test
    void rewritingAPrefixAndRedirectingAllocateNothing() {
        PathRewriter rewriter = PathRewriter.of(new PathRewrite.Prefix("/new"), new PathMatcher.Prefix("/old", false));
        RedirectResponse redirect = RedirectResponse.of(
                new RouteAction.Redirect(null, "/new", null, null, "https", 301),
                new PathMatcher.Prefix("/old", false));
        ByteScratch out = new ByteScratch();

        assertThat(Allocation.bytesPerRun(() -> {
                    out.clear();
                    rewriter.append(request, out);
                    redirect.appendLocation(request, out);
                }))
                .isZero();
        assertThat(out).hasToString("/new/x?y=1https://app.test/new/x?y=1");
    }
}
