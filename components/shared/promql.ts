/**
 * PromQL for how much a counter grew within a window (`10m`), one sample a series, whatever came before it. increase()
 * sees only what is between two samples of the window: nothing of the first event of a counter that appears with it,
 * and nothing of the first after a silence of one that is pushed while there are events. Where a series has no sample
 * from when the window began, or none beside its last, its growth is therefore what it counts now beyond its last value
 * of the hour before, or all that it counts if there is none or it restarted. (Kong's text format tells no time of creation, by which
 * Prometheus could know.)
 *
 * Nothing is new while Prometheus itself has no samples from before the window: it was down, or lost its volume. An
 * alert's `for` covers the few seconds in which some targets were already scraped again and others not.
 */
export function increaseOf(counter: string, window: string): string {
    const now = `max_over_time(${counter}[${window}])`;
    const before = `last_over_time(${counter}[1h] offset ${window})`;
    const ago = `offset ${window}`;
    const within = `increase(${counter}[${window}])`;
    const alone = `(${now} - ${before} >= 0 or ${now}) unless (${counter} ${ago} and ${within})`;
    return `((${alone} and on () count(up ${ago})) or ${within})`;
}

/** Which of several counters grew within a window, by namespace, each with what that means as the label `why`. */
export function whyGrown(counters: Record<string, string>, window: string): string {
    const grown = (counter: string): string => `sum by (namespace) (${increaseOf(counter, window)}) > 0`;
    return Object.entries(counters)
        .map(([why, counter]) => `label_replace(${grown(counter)}, "why", "${why}", "", "")`)
        .join(" or ");
}

/**
 * A matcher of Kong's label `route` for routes by the names that they have in the settings. The ingress controller
 * calls them `httproute.<namespace>.<HTTPRoute>.<rule>.<match>`.
 */
export function ofRoutes(routes: readonly string[], operator: "=~" | "!~" = "=~"): string {
    const names = routes.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
    return `route${operator}${JSON.stringify(`(httproute\\.[^.]+\\.)?(${names})(\\.\\d+\\.\\d+)?`)}`;
}
