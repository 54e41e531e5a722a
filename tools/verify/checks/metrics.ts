import type { Prometheus } from "../backends";
import { whyNoAnswer, whyNoMetrics } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, type Tell } from "./check";

/**
 * Requests that Kong counted, summed over its pods, by route. (The label `service` would be the scraped Kubernetes
 * Service.)
 */
export async function requestCounts(prometheus: Prometheus): Promise<Map<string, number>> {
    const samples = await prometheus.query("sum by (route) (kong_http_requests_total)");
    return new Map(samples.map(({ labels, value }) => [labels.route ?? "", value]));
}

/** Kong's counters in Prometheus rose by at least the number of requests that were sent. Other clients may send too. */
export async function metrics(run: Run, count: number, tell: Tell): Promise<Outcome> {
    const before = run.before.requests;
    const polled = await poll(
        run.patience,
        async () => {
            const now = await requestCounts(run.prometheus);
            const rises = [...now].map(([route, value]) => ({ route, rise: value - (before?.get(route) ?? 0) }));
            const most = rises.reduce((a, b) => (b.rise > a.rise ? b : a), { route: "", rise: 0 });
            return {
                done: most.rise >= count,
                progress: `Kong's counter rose by ${most.rise} of ${count}`,
                value: most,
            };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Prometheus", polled.error));
    }
    if (before === undefined) {
        return missing("Prometheus did not answer before the requests were sent, so there is nothing to compare with", {
            cause: "It has come up since. Run verify again.",
        });
    }
    return polled.found
        ? found(`kong_http_requests_total rose by ${polled.value.rise} for route ${polled.value.route}`)
        : missing(polled.progress, await whyNoMetrics(run));
}
