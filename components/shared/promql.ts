/**
 * PromQL for the growth of a counter within a window (`10m`), one sample per series. Unlike increase(), which only
 * compares samples inside the window, it counts the first event of a counter that appears with that event, and the
 * first after a silence of a counter that is pushed only while there are events. For a series without a sample at the
 * start of the window, or with a single one in it, the growth is the current count minus the last value of the hour
 * before, or the whole count if there is none or the counter was reset. (Kong's text format has no creation timestamps,
 * which Prometheus could use instead.)
 *
 * Nothing counts as new while Prometheus itself has no samples from before the window, because it was down or lost its
 * volume. An alert's `for` covers the few seconds in which only some targets have been scraped again.
 */
export function increaseOf(counter: string, window: string): string {
    const now = `max_over_time(${counter}[${window}])`;
    const before = `last_over_time(${counter}[1h] offset ${window})`;
    const ago = `offset ${window}`;
    const within = `increase(${counter}[${window}])`;
    const alone = `(${now} - ${before} >= 0 or ${now}) unless (${counter} ${ago} and ${within})`;
    return `((${alone} and on () count(up ${ago})) or ${within})`;
}

/** The counters that grew within a window, by namespace, each with its meaning as the label `why`. */
export function whyGrown(counters: Record<string, string>, window: string): string {
    const grown = (counter: string): string => `sum by (namespace) (${increaseOf(counter, window)}) > 0`;
    return Object.entries(counters)
        .map(([why, counter]) => `label_replace(${grown(counter)}, "why", "${why}", "", "")`)
        .join(" or ");
}

/**
 * A matcher of Kong's label `route` for routes by their names in the settings. The ingress controller names them
 * `httproute.<namespace>.<HTTPRoute>.<rule>.<match>`.
 */
export function ofRoutes(routes: readonly string[], operator: "=~" | "!~" = "=~"): string {
    const names = routes.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
    return `route${operator}${JSON.stringify(`(httproute\\.[^.]+\\.)?(${names})(\\.\\d+\\.\\d+)?`)}`;
}
