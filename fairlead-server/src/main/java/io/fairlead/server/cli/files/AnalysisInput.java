package io.fairlead.server.cli.files;

import io.fairlead.analyze.base.Inventory;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.ReadMode;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.ReadLimits;
import java.util.ArrayList;
import java.util.List;

/** The objects that Istio's analysis would read from files. */
public final class AnalysisInput {
    private AnalysisInput() {}

    /** A reader that takes what Istio's own tools take, and keeps the other kinds that analysis knows. */
    public static ResourceReader reader() {
        return new ResourceReader(ReadLimits.DEFAULT, ReadMode.ISTIO, Inventory.PLAIN_KINDS);
    }

    /** The objects of files that such a reader has read, in their order. */
    public static Inventory of(List<ConfigFiles.Content> contents) {
        List<Resource<?>> resources = new ArrayList<>();
        List<PlainObject> plain = new ArrayList<>();
        for (ConfigFiles.Content content : contents) {
            resources.addAll(content.read().resources());
            plain.addAll(content.read().plain());
        }
        return Inventory.of(resources, plain);
    }
}
