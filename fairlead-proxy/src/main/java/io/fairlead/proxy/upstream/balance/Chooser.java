package io.fairlead.proxy.upstream.balance;

/** An algorithm among a list of endpoints that are all alike in priority. Any thread; allocates nothing. */
interface Chooser {
    /**
     * The position of the endpoint for a request.
     *
     * @param hash what a choice by hash goes by; others pay no heed to it
     */
    int choose(Selection selection, long hash);
}
