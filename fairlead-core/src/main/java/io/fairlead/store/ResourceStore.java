package io.fairlead.store;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good version of every object of a source.
 *
 * <p>A file that is not readable keeps the objects it had, all of them: half a file may be a file that is being written.
 * At its first reading, what is readable counts. An object that cannot be used keeps its last good version, in whatever
 * file that stood. An object, or a file, that is no longer there is gone.
 *
 * <p>Thread-safe. {@link #current} never waits.
 */
public final class ResourceStore {
    private final Object lock = new Object();
    private Map<String, List<Resource<?>>> objectsByFile = Map.of();
    private volatile StoredResources current = StoredResources.EMPTY;

    /** What the store holds now. */
    public StoredResources current() {
        return current;
    }

    /**
     * Takes the state of all files at once. The version of the set grows by one if any object changed.
     *
     * @param files every file that there is; one that is missing here was deleted
     * @return what the store holds from now on
     */
    public StoredResources replaceAll(Collection<SourceFile> files) {
        synchronized (lock) {
            Map<String, SourceFile> byName = new TreeMap<>();
            files.forEach(file -> byName.put(file.name(), file));
            Merge merge = new Merge(current.resources(), objectsByFile);
            byName.values().forEach(merge::add);
            ResourceSet before = current.resources();
            ResourceSet set = ResourceSet.of(before.version() + 1, merge.objects.values());
            objectsByFile = merge.byFile;
            current = new StoredResources(set.equals(before) ? before : set, merge.diagnostics);
            return current;
        }
    }

    /** One pass over all files. */
    private static final class Merge {
        final Map<ResourceRef, Resource<?>> objects = new LinkedHashMap<>();
        final Map<String, List<Resource<?>>> byFile = new LinkedHashMap<>();
        final List<Diagnostic> diagnostics = new ArrayList<>();
        private final ResourceSet before;
        private final Map<String, List<Resource<?>>> byFileBefore;

        Merge(ResourceSet before, Map<String, List<Resource<?>>> byFileBefore) {
            this.before = before;
            this.byFileBefore = byFileBefore;
        }

        void add(SourceFile file) {
            List<Resource<?>> kept = new ArrayList<>();
            diagnostics.addAll(file.diagnostics());
            List<Resource<?>> had = byFileBefore.getOrDefault(file.name(), List.of());
            if (file.state() == SourceFile.State.UNREADABLE && !had.isEmpty()) {
                had.forEach(resource -> keep(resource, kept));
            } else {
                file.resources().forEach(resource -> keep(resource, kept));
                for (Resource<?> damaged : file.damaged()) {
                    Resource<?> lastGood = before.get(damaged.ref());
                    if (lastGood != null && !objects.containsKey(damaged.ref())) {
                        keep(lastGood, kept);
                    }
                }
            }
            byFile.put(file.name(), List.copyOf(kept));
        }

        private void keep(Resource<?> resource, List<Resource<?>> kept) {
            @Nullable Resource<?> first = objects.putIfAbsent(resource.ref(), resource);
            kept.add(resource);
            if (first == null) {
                return;
            }
            diagnostics.add(new Diagnostic(
                    Code.DUPLICATE_OBJECT,
                    Severity.ERROR,
                    resource.ref(),
                    FieldPath.ROOT,
                    resource.position(FieldPath.ROOT),
                    "the object is written again and not used here; the first is at " + first.position(FieldPath.ROOT)
                            + ".",
                    "Rename or remove one of them."));
        }
    }
}
