/**
 * PromQL for how much a counter grew within a window (`10m`), one series each, also where the series was born in it: a counter that
 * appears with its first event has no earlier sample, and increase() then sees nothing of that event, ever. All that such a series has
 * counted it counted within the window, so its value stands for its growth. Kong's text format says no time of creation, by which
 * Prometheus could know better.
 *
 * A series is not taken for new because Prometheus did not look: nothing counts as born while Prometheus has no samples of its own
 * from before the window (it was down, or lost its volume), nor where the target did not answer then.
 */
export function increaseOf(counter: string, window: string): string {
    const before = `offset ${window}`;
    const looked = `unless on (job, instance) (up ${before} == 0) and on () count(up ${before})`;
    return `((max_over_time(${counter}[${window}]) unless ${counter} ${before} ${looked}) or increase(${counter}[${window}]))`;
}
