package io.fairlead.benchmarks;

import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.judge.FailFast;
import io.fairlead.rollout.judge.FixedHorizon;
import io.fairlead.rollout.judge.GroupSequential;
import io.fairlead.rollout.judge.Margin;
import io.fairlead.rollout.judge.Moments;
import io.fairlead.rollout.judge.Outcome;
import io.fairlead.rollout.judge.RateEvidence;
import io.fairlead.rollout.judge.SampleRatio;
import io.fairlead.rollout.judge.SequentialMeans;
import io.fairlead.rollout.judge.SequentialRates;
import io.fairlead.rollout.judge.Spending;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * Simulates releases and prints how often each judge fails a candidate that is as good as the baseline, and how many of its
 * requests it takes to find one that is not: {@code bench/judges [RUNS]}. Seeds are fixed, so two runs print the same.
 */
public final class JudgeRates {
    private static final double BASELINE = 0.005;
    private static final long NEVER = Long.MAX_VALUE;

    private final int runs;
    private final PrintStream out;

    private JudgeRates(int runs, PrintStream out) {
        this.runs = runs;
        this.out = out;
    }

    /** Runs all simulations, each as often as the first argument says, 400 times by default. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out),
                true,
                java.nio.charset.StandardCharsets.UTF_8);
        new JudgeRates(args.length == 0 ? 400 : Integer.parseInt(args[0]), out).print();
    }

    private void print() {
        out.printf(
                Locale.ROOT,
                "%d runs each; baseline errors %.1f %%; candidate requests until it is failed%n%n",
                runs,
                100 * BASELINE);
        out.printf(Locale.ROOT, "%-58s %9s %9s %9s%n", "", "failed", "median", "p90");
        report("sequential, 5 % share, equal, 400000 requests", run -> rates(run, 0.05, BASELINE, 400_000, 0.05));
        for (double rate : new double[] {0.01, 0.02, 0.05, 0.2, 1}) {
            report("sequential, 5 % share, errors " + percent(rate), run -> rates(run, 0.05, rate, 2_000_000, 0.05));
        }
        report("sequential, 50 % share, errors 2 %", run -> rates(run, 0.5, 0.02, 200_000, 0.05));
        report("sequential, one of 20 guards, errors 2 %", run -> rates(run, 0.05, 0.02, 2_000_000, 0.05 / 20));
        report("sequential, one of 16 segments, errors 6 %", run -> rates(run, 0.05, 0.06, 2_000_000, 0.05 / 16));
        report("fail-fast, errors 100 %", run -> failFast(run, 1));
        report("fail-fast, errors 20 %, 100000 requests", run -> failFast(run, 0.2));
        report("group-sequential, 5 looks, equal", run -> planned(run, BASELINE, 5));
        report("group-sequential, 5 looks, errors 1 %", run -> planned(run, 0.01, 5));
        report("z test at 100 looks, equal (what peeking does)", run -> peeking(run));
        report("sequential means, 20000 looks, equal", run -> means(run, 1, Margin.absolute(0)));
        report("sequential means, +8 % against a margin of 5 %", run -> means(run, 1.08, Margin.relative(0.05)));
        report("sample ratio, 5 % ordered and served", run -> shares(run, 0.05));
        report("sample ratio, 5 % ordered, 8 % served (all requests)", run -> shares(run, 0.08));
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * rate);
    }

    /** Prints how many runs end, and after how many requests. */
    private void report(String what, LongToDoubleFunction simulation) {
        double[] ends = new double[runs];
        int failed = 0;
        for (int run = 0; run < runs; run++) {
            ends[run] = simulation.applyAsDouble(run);
            failed += ends[run] < NEVER ? 1 : 0;
        }
        Arrays.sort(ends);
        out.printf(
                Locale.ROOT,
                "%-58s %7.1f %% %9s %9s%n",
                what,
                100.0 * failed / runs,
                shown(ends[runs / 2]),
                shown(ends[Math.min(runs - 1, runs * 9 / 10)]));
    }

    private static String shown(double requests) {
        return requests >= NEVER ? "-" : String.format(Locale.ROOT, "%.0f", requests);
    }

    /** So many requests, each bad with a probability; drawn by the gaps between bad ones. */
    private static Counts draw(SplittableRandom random, long count, double rate) {
        if (rate >= 1) {
            return new Counts(count, count);
        }
        double log = Math.log1p(-rate);
        long bad = 0;
        long at = (long) (Math.log(1 - random.nextDouble()) / log);
        while (at < count) {
            bad++;
            at += 1 + (long) (Math.log(1 - random.nextDouble()) / log);
        }
        return new Counts(count, bad);
    }

    private static double rates(long seed, double share, double rate, long most, double alpha) {
        SplittableRandom random = new SplittableRandom(seed);
        SequentialRates judge = new SequentialRates(Margin.ZERO, alpha, 0.05);
        Counts baseline = Counts.NONE;
        Counts candidate = Counts.NONE;
        long step = Math.max(1, Math.round(100 * share) / 5);
        long other = Math.round(step * (1 - share) / share);
        while (baseline.requests() + candidate.requests() < most) {
            baseline = baseline.plus(draw(random, other, BASELINE));
            candidate = candidate.plus(draw(random, step, rate));
            if (judge.outcome(RateEvidence.of(baseline, candidate)) == Outcome.FAIL) {
                return candidate.requests();
            }
        }
        return NEVER;
    }

    private static double failFast(long seed, double rate) {
        SplittableRandom random = new SplittableRandom(seed);
        FailFast detector = new FailFast();
        for (int requests = 1; requests <= 100_000; requests++) {
            if (detector.observe(draw(random, 19, BASELINE), draw(random, 1, rate))) {
                return requests;
            }
        }
        return NEVER;
    }

    private static double planned(long seed, double rate, int looks) {
        SplittableRandom random = new SplittableRandom(seed);
        GroupSequential judge =
                new GroupSequential(Spending.OBRIEN_FLEMING, Margin.absolute(0.01), 0.05, 10_000, looks);
        Counts baseline = Counts.NONE;
        Counts candidate = Counts.NONE;
        int look = 0;
        while (candidate.requests() < 10_000) {
            baseline = baseline.plus(draw(random, 100, BASELINE));
            candidate = candidate.plus(draw(random, 100, rate));
            var verdict = judge.judge(baseline, candidate, look);
            look = verdict.look();
            if (verdict.outcome() == Outcome.FAIL) {
                return candidate.requests();
            }
        }
        return NEVER;
    }

    private static double peeking(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Counts baseline = Counts.NONE;
        Counts candidate = Counts.NONE;
        for (int look = 1; look <= 100; look++) {
            baseline = baseline.plus(draw(random, 3800, BASELINE));
            candidate = candidate.plus(draw(random, 200, BASELINE));
            Outcome worse = new FixedHorizon(Margin.ZERO, 0.025, 2)
                    .rates(baseline, candidate)
                    .outcome();
            Outcome better = new FixedHorizon(Margin.ZERO, 0.025, 2)
                    .rates(candidate, baseline)
                    .outcome();
            if (worse == Outcome.FAIL || better == Outcome.FAIL) {
                return candidate.requests();
            }
        }
        return NEVER;
    }

    private static double means(long seed, double ratio, Margin margin) {
        SplittableRandom random = new SplittableRandom(seed);
        SequentialMeans judge = new SequentialMeans(margin, 0.05, 0.05, 5000);
        Moments baseline = Moments.NONE;
        Moments candidate = Moments.NONE;
        for (int look = 1; look <= 20_000; look++) {
            baseline = baseline.plus(Math.exp(4 + 0.3 * random.nextGaussian()));
            candidate = candidate.plus(ratio * Math.exp(4 + 0.3 * random.nextGaussian()));
            if (judge.outcome(baseline, candidate) == Outcome.FAIL) {
                return candidate.count();
            }
        }
        return NEVER;
    }

    private static double shares(long seed, double served) {
        SplittableRandom random = new SplittableRandom(seed);
        SampleRatio check = new SampleRatio(0.001);
        long candidate = 0;
        for (long all = 100; all <= 30_000; all += 100) {
            candidate += draw(random, 100, served).bad();
            if (check.judge(all - candidate, candidate, 0.05).outcome() == Outcome.FAIL) {
                return all;
            }
        }
        return NEVER;
    }
}
