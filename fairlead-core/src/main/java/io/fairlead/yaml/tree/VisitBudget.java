package io.fairlead.yaml.tree;

/**
 * How many nodes of a document may still be looked at. Aliases share the nodes they name, so that a small text can stand
 * for a tree of any size. For one thread.
 */
public final class VisitBudget {
    private long left;

    /**
     * A budget for one walk over a document.
     *
     * @param nodes how many there are, where an alias counts as one
     * @param aliasNodes how many may be met again through aliases
     */
    public VisitBudget(int nodes, int aliasNodes) {
        left = (long) nodes + aliasNodes;
    }

    /** Takes one node; false if nothing is left, and then the walk must end. */
    public boolean take() {
        if (left <= 0) {
            left = -1;
            return false;
        }
        left--;
        return true;
    }

    /** Whether a node was refused. */
    public boolean isExceeded() {
        return left < 0;
    }
}
