package io.fairlead.analyze.base;

/** One check of the objects of an inventory against each other. Stateless. */
@FunctionalInterface
public interface Analyzer {
    /** Reports what is wrong with the objects of an inventory. */
    void analyze(Inventory inventory, Report report);
}
