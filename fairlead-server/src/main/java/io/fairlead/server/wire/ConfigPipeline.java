package io.fairlead.server.wire;

import io.fairlead.compile.CompiledRouting;
import io.fairlead.compile.RoutingCompiler;
import io.fairlead.compile.weights.WeightChange;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.server.admin.ConfigReport;
import io.fairlead.server.admin.Readiness;
import io.fairlead.store.ResourceSet;
import io.fairlead.store.StoredResources;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.validate.ValidatedResources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes every change of the resources through validation and compilation to the proxy.
 *
 * <p>All of it happens on one thread, so that versions come into force in order and nothing needs a lock. A change that
 * arrives while another is worked on replaces any that waits: only the newest matters. A listener that could not be
 * opened is tried again by itself, since whatever holds its port may well be the process that is being replaced.
 *
 * <p>What goes wrong in here never reaches the traffic: the configuration in force stays.
 */
final class ConfigPipeline implements AutoCloseable {
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(30);

    private final Viewpoint viewpoint;
    private final RoutingTarget target;
    private final WeightLayers weights;
    private final Consumer<ResourceSet> taken;
    private final InstantSource clock;
    private final Duration firstRetryDelay;
    private final ScheduledExecutorService thread;
    private final ConfigLog log = new ConfigLog();
    private final CompletableFuture<Readiness> started = new CompletableFuture<>();
    private final AtomicReference<@Nullable StoredResources> waiting = new AtomicReference<>();
    private volatile ServedConfig served;
    private volatile ResourceSet resources = ResourceSet.EMPTY;

    // The fields below belong to the compile thread.
    private ValidatedResources lastGood = ValidatedResources.EMPTY;
    private @Nullable Candidate current;
    private List<RoutingTarget.Failure> failures = List.of();
    private List<RoutingTarget.CertificateFailure> certificateFailures = List.of();
    private Duration retryDelay;
    private @Nullable ScheduledFuture<?> retry;

    /** A configuration that is worked out, before or after it is in force. */
    private record Candidate(
            StoredResources stored, ValidatedResources validated, RoutingSnapshot snapshot, List<Diagnostic> findings) {
        long version() {
            return stored.resources().version();
        }
    }

    /** Puts changes into force on {@code target}, and tells {@code taken} of the objects that are. */
    ConfigPipeline(
            Viewpoint viewpoint,
            RoutingTarget target,
            Consumer<ResourceSet> taken,
            InstantSource clock,
            Duration firstRetryDelay) {
        this.taken = taken;
        this.viewpoint = viewpoint;
        this.target = target;
        this.weights = new WeightLayers(target);
        this.clock = clock;
        this.firstRetryDelay = firstRetryDelay;
        this.retryDelay = firstRetryDelay;
        this.served = ServedConfig.starting(clock.instant());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread config = new Thread(task, "fairlead-compile");
            config.setDaemon(true);
            return config;
        });
    }

    /** Takes a new state of the sources and returns at once. */
    void submit(StoredResources change) {
        if (waiting.getAndSet(change) == null && !thread.isShutdown()) {
            thread.execute(this::takeNewest);
        }
    }

    /** What is in force. */
    ServedConfig served() {
        return served;
    }

    /** The weights that count in place of written ones. */
    WeightLayers weights() {
        return weights;
    }

    /** The objects that what is in force was compiled from. */
    ResourceSet resources() {
        return resources;
    }

    /** Runs a task on the compile thread again and again, for as long as this is open. */
    void repeat(Runnable task, Duration interval) {
        thread.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes when the first configuration has been put into force, or could not be. */
    CompletableFuture<Readiness> started() {
        return started.copy();
    }

    /** Takes no more changes. What is in force stays so. */
    @Override
    public void close() {
        thread.shutdownNow();
        started.complete(served.readiness());
    }

    private void takeNewest() {
        StoredResources change = waiting.getAndSet(null);
        if (change == null) {
            return;
        }
        long begin = clock.millis();
        try {
            applyWeightsOf(change);
            Candidate candidate = compile(change);
            boolean routesAlike = failures.isEmpty() && current != null && sameRouting(current, candidate);
            cancelRetry();
            if (routesAlike) {
                publishReport(candidate);
                log.unchanged(served.report(), clock.millis() - begin);
            } else {
                putIntoForce(candidate);
                log.applied(served.report(), clock.millis() - begin);
            }
        } catch (RuntimeException e) {
            refuse(change, e);
        }
        weights.written(Overlay.NONE);
        target.countReload(
                served.readiness().isReady()
                                && served.report().diagnostics().stream().noneMatch(Diagnostic::isError)
                        ? RoutingTarget.Reload.ACCEPTED
                        : RoutingTarget.Reload.REFUSED);
        started.complete(served.readiness());
    }

    /** A change of weights alone is in force at once; compiling a large configuration takes much longer, and follows. */
    private void applyWeightsOf(StoredResources change) {
        Candidate before = current;
        if (before == null) {
            return;
        }
        WeightChange.between(before.validated().good(), change.resources())
                .filter(changed -> changed.stream()
                        .allMatch(each ->
                                ResourceValidator.validate(each).stream().noneMatch(Diagnostic::isError)))
                .ifPresent(changed -> weights.written(WeightChange.overlay(changed, before.snapshot())));
    }

    private Candidate compile(StoredResources change) {
        ValidatedResources validated = ResourceValidator.validate(change.resources(), lastGood);
        CompiledRouting compiled = RoutingCompiler.compile(validated, viewpoint);
        List<Diagnostic> findings =
                ReportWriter.sorted(List.of(change.diagnostics(), validated.diagnostics(), compiled.diagnostics()));
        return new Candidate(change, validated, compiled.snapshot(), findings);
    }

    private void cancelRetry() {
        retryDelay = firstRetryDelay;
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    private static boolean sameRouting(Candidate before, Candidate now) {
        return before.snapshot()
                .equals(atVersion(now.snapshot(), before.snapshot().version()));
    }

    private static RoutingSnapshot atVersion(RoutingSnapshot snapshot, long version) {
        return new RoutingSnapshot(version, snapshot.listeners(), snapshot.clusters());
    }

    private void putIntoForce(Candidate candidate) {
        served = served.withReadiness(Readiness.notReady(
                served.readiness().version(), "version " + candidate.version() + " is being put into force"));
        failures = List.copyOf(target.publish(candidate.snapshot()).join());
        publishReport(candidate);
        if (!failures.isEmpty()) {
            retry = thread.schedule(() -> retry(candidate), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Reports certificates that have broken, or were mended, since the last report. On the compile thread. */
    void checkCertificates() {
        Candidate candidate = current;
        if (candidate != null && !target.certificateFailures().equals(certificateFailures)) {
            publishReport(candidate);
        }
    }

    /** Opens the listeners that could not be opened again; a newer configuration cancels this. */
    private void retry(Candidate candidate) {
        Duration doubled = retryDelay.multipliedBy(2);
        retryDelay = doubled.compareTo(MAX_RETRY_DELAY) < 0 ? doubled : MAX_RETRY_DELAY;
        try {
            putIntoForce(candidate);
        } catch (RuntimeException e) {
            log.failed(candidate.version(), e);
        }
    }

    private void publishReport(Candidate candidate) {
        lastGood = candidate.validated();
        resources = lastGood.good();
        current = candidate;
        long version = candidate.version();
        certificateFailures = List.copyOf(target.certificateFailures());
        List<Diagnostic> diagnostics = ReportWriter.sorted(List.of(
                candidate.findings(),
                failures.stream().map(ReportWriter::diagnostic).toList(),
                certificateFailures.stream().map(ReportWriter::diagnostic).toList()));
        ConfigReport report = new ConfigReport(
                version,
                clock.instant(),
                ReportWriter.objects(
                        candidate.stored().resources(),
                        candidate.validated().good(),
                        candidate.stored().diagnostics()),
                diagnostics,
                ReportWriter.listeners(candidate.snapshot(), failures),
                candidate.snapshot());
        Readiness readiness = failures.isEmpty()
                ? Readiness.ready(version)
                : Readiness.notReady(
                        version, ReportWriter.diagnostic(failures.get(0)).message());
        served = new ServedConfig(readiness, report);
        log.diagnostics(diagnostics);
        taken.accept(candidate.validated().good());
    }

    /** A fault of this program, not of the user's: the version before stays in force, and the next change is tried. */
    private void refuse(StoredResources change, RuntimeException fault) {
        log.failed(change.resources().version(), fault);
        served = served.withReadiness(Readiness.notReady(
                served.report().version(),
                "version " + change.resources().version() + " could not be put into force: " + fault));
    }
}
