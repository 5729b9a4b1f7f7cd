package io.fairlead.proxy.upstream.balance;

/** Any endpoint, whatever the weights are. */
final class RandomChooser implements Chooser {
    private final int count;

    RandomChooser(int count) {
        this.count = count;
    }

    @Override
    public int choose(Selection selection, long hash) {
        return selection.random().nextInt(count);
    }
}
