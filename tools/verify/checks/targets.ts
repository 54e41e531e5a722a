import { whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, type Tell } from "./check";

/** Prometheus reaches every target in the stack's namespaces. Other targets are only counted. */
export async function targets(run: Run, tell: Tell): Promise<Outcome> {
    const ours = new Set<string | undefined>([run.namespaces.observability, run.namespaces.gateway, undefined]);
    const polled = await poll(
        run.shortPatience,
        async () => {
            const all = await run.prometheus.targets();
            const own = all.filter(({ labels }) => ours.has(labels.namespace));
            const bad = own.filter(({ health }) => health !== "up");
            const elsewhere = all.filter((target) => target.health === "down" && !own.includes(target)).length;
            const progress =
                bad.length > 0
                    ? `${bad.length} of ${own.length} not up`
                    : `${own.length} up${elsewhere > 0 ? `; ${elsewhere} down in other namespaces` : ""}`;
            return { done: own.length > 0 && bad.length === 0, progress, value: { own, bad } };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Prometheus", polled.error));
    }
    if (polled.found) {
        return found(polled.progress);
    }
    const [first] = polled.value.bad;
    if (first === undefined) {
        return missing("Prometheus has no target", {
            cause: "Its operator has selected no monitor.",
            command: `kubectl -n ${run.namespaces.observability} get prometheus,servicemonitors`,
        });
    }
    const name = first.labels.job ?? first.scrapeUrl;
    const reason = first.lastError === "" ? "has not been scraped yet" : first.lastError;
    return missing(`${polled.progress}: ${[...new Set(polled.value.bad.map(({ labels }) => labels.job))].join(", ")}`, {
        cause: `${name}: ${reason}.`,
        command: `kubectl -n ${first.labels.namespace ?? run.namespaces.observability} get pods,endpointslices`,
    });
}
