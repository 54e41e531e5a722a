import type { Datasource, Grafana } from "../backends";
import { lookAt, whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, skipped, type Tell } from "./check";

/** Grafana has the datasources of Prometheus and of the stack's other stores, and can reach each. */
export async function grafanaDatasources(run: Run, tell: Tell): Promise<Outcome> {
    const { grafana, stores } = run;
    const wanted = ["prometheus", "loki", "tempo"].filter((type) =>
        ["prometheus", ...stores.map((store) => store.toLowerCase())].includes(type),
    );
    if ("reason" in grafana) {
        return skipped(grafana.reason);
    }
    const polled = await poll(
        run.shortPatience,
        async () => {
            const datasources = await grafana.datasources();
            const absent = wanted.filter((type) => !datasources.some((datasource) => datasource.type === type));
            const ill = await unhealthy(grafana, datasources, wanted);
            const progress =
                [...absent.map((type) => `no datasource ${type}`), ...ill].join("; ") ||
                `Grafana has and reaches ${wanted.join(", ")}`;
            return { done: absent.length === 0 && ill.length === 0, progress, value: absent };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Grafana", polled.error));
    }
    if (polled.found) {
        return found(polled.progress);
    }
    const { observability } = run.namespaces;
    return missing(
        polled.progress,
        polled.value.length > 0
            ? {
                  cause: "Grafana's sidecar has not provisioned it: its ConfigMap is missing or has not the label grafana_datasource.",
                  ...lookAt(
                      run,
                      "Grafana",
                      (workload) =>
                          `get configmaps -l grafana_datasource && kubectl -n ${observability} logs ${workload} --all-containers --since=10m | grep -i datasource`,
                  ),
              }
            : {
                  cause: "Grafana's own request to it fails: the address is wrong or the backend is down.",
                  command: `kubectl -n ${observability} get pods,services`,
              },
    );
}

async function unhealthy(grafana: Grafana, datasources: Datasource[], wanted: readonly string[]): Promise<string[]> {
    const asked = datasources.filter(({ type }) => wanted.some((name) => name === type));
    const answers = await Promise.allSettled(asked.map(({ uid }) => grafana.health(uid)));
    return answers.flatMap((answer, index) =>
        answer.status === "rejected" ? [`${asked[index]?.name} is not healthy`] : [],
    );
}
