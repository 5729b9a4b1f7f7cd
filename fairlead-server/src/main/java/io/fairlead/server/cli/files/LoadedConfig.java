package io.fairlead.server.cli.files;

import io.fairlead.compile.CompiledRouting;
import io.fairlead.compile.RoutingCompiler;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import io.fairlead.store.ResourceStore;
import io.fairlead.store.SourceFile;
import io.fairlead.store.StoredResources;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.validate.ValidatedResources;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that was read once, as {@code run} would serve it.
 *
 * @param resources the objects that can be used
 */
public record LoadedConfig(ResourceSet resources, RoutingSnapshot snapshot, List<Diagnostic> diagnostics) {
    public LoadedConfig {
        diagnostics = List.copyOf(diagnostics);
    }

    /** Reads files and folders. Throws {@link UnreadablePath} if one does not exist. */
    public static LoadedConfig read(List<Path> paths, Viewpoint viewpoint) {
        List<SourceFile> files = new ArrayList<>();
        for (ConfigFiles.Content content : ConfigFiles.read(ConfigFiles.find(paths), new ResourceReader())) {
            ReadResult read = content.read();
            files.add(new SourceFile(
                    content.name(),
                    read.resources(),
                    read.damaged(),
                    read.diagnostics(),
                    read.complete() ? SourceFile.State.COMPLETE : SourceFile.State.UNREADABLE));
        }
        StoredResources stored = new ResourceStore().replaceAll(files);
        ValidatedResources validated = ResourceValidator.validate(stored.resources(), ValidatedResources.EMPTY);
        CompiledRouting compiled = RoutingCompiler.compile(validated, viewpoint);
        List<Diagnostic> diagnostics = new ArrayList<>(stored.diagnostics());
        diagnostics.addAll(validated.diagnostics());
        diagnostics.addAll(compiled.diagnostics());
        return new LoadedConfig(validated.good(), compiled.snapshot(), diagnostics);
    }
}
