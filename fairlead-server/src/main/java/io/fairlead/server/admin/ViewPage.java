package io.fairlead.server.admin;

import java.util.List;
import java.util.function.Function;

/** A page at one path that only shows something. */
record ViewPage(String path, String summary, Function<AdminQuery, AdminResponse> content) implements AdminPage {
    private static final List<String> METHODS = List.of("GET");

    @Override
    public List<String> methods(String asked) {
        return asked.equals(path) ? METHODS : List.of();
    }

    @Override
    public AdminResponse answer(AdminRequest request) {
        return content.apply(request.query());
    }
}
