package io.fairlead.rollout.judge.score;

/**
 * What Kayenta's judge found for one metric.
 *
 * @param shift the estimated shift, NaN where nothing was estimated
 * @param low its lower bound, NaN likewise
 * @param high its upper bound, NaN likewise
 * @param effect the size of the change, NaN where it is not known
 * @param critical whether this fails the whole run
 */
public record ScoredResult(
        ScoredMetric metric, Label label, double shift, double low, double high, double effect, boolean critical) {
    /** How a metric is classified. */
    public enum Label {
        PASS,
        HIGH,
        LOW,
        NODATA,
        /** No data, where there must be some. */
        NODATA_FAIL_METRIC
    }
}
