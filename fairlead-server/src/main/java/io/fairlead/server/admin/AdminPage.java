package io.fairlead.server.admin;

import java.util.List;

/** A part of the admin address. Called on admin threads, several at a time. */
public interface AdminPage {
    /** What the page is for, one line for the index. */
    String summary();

    /**
     * The methods that are answered on {@code path}; empty if there is no such page. {@code HEAD} is implied by {@code GET}.
     * Methods other than these two are changes, which only some callers may ask for.
     */
    List<String> methods(String path);

    /** The answer to a request with one of these methods. */
    AdminResponse answer(AdminRequest request);
}
