import { toAgents } from "../../components/shared/series";
import type { Prometheus } from "./backends";
import type { Advice, Run } from "./checks/check";
import { HttpError, UnreadableSecret } from "./http";

/** What the collector refuses from an agent is sent again, so these refusals are not losses. */
const noLoss = `${toAgents.noExporters},${toAgents.noReceivers}`;

/**
 * The collector's own counters (v0.160) by their name without `_total`, since Prometheus may have them with or without
 * it.
 */
const collectorQuery =
    `sum by (__name__) ({__name__=~"otelcol_(receiver_(accepted|refused|failed)|exporter_(sent|send_failed|enqueue_failed))_(spans|log_records)(_total)?",${noLoss}})` +
    ' or label_replace(sum by (data_type) (otelcol_exporter_queue_size), "__name__", "queue_$1", "data_type", "(.*)")';

export async function collectorCounts(prometheus: Prometheus): Promise<Record<string, number>> {
    const samples = await prometheus.query(collectorQuery);
    return Object.fromEntries(
        samples.map(({ labels, value }) => [
            (labels.__name__ ?? "").replace(/^otelcol_/, "").replace(/_total$/, ""),
            value,
        ]),
    );
}

type Backend = keyof Run["services"];

/**
 * A command on a backend's workload where it is of this program, else on what its Service stands for; none for one
 * outside of the cluster.
 * @param ours what to do with its workload. Charts give it the name of its Service; Prometheus' operator puts its own
 * kind before that
 */
export function lookAt(run: Run, backend: Backend, ours: (workload: string) => string): Pick<Advice, "command"> {
    const { observability } = run.namespaces;
    const found = run.services[backend];
    if (found === undefined) {
        return {};
    }
    const { service, namespace } = found;
    const kind = backend === "DeepFlow" ? "deployment" : "statefulset";
    return {
        command:
            namespace === observability
                ? `kubectl -n ${observability} ${ours(`${kind}/${backend === "Prometheus" ? "prometheus-" : ""}${service}`)}`
                : `kubectl -n ${namespace} get pods,services,endpointslices`,
    };
}

/** Why a backend could not be queried. */
export function whyNoAnswer(run: Run, backend: Backend, error: Error): Advice {
    const { observability } = run.namespaces;
    if (error instanceof UnreadableSecret) {
        const { namespace, secretName } = error;
        return {
            cause: `What ${backend} is sent is in that Secret, which is not there, or which this kubeconfig may not read.`,
            command: `kubectl -n ${namespace} get secret ${secretName}`,
        };
    }
    if (error instanceof HttpError && /no org id/i.test(error.body)) {
        return {
            cause: `${backend} requires a tenant (header X-Scope-OrgID), and neither the collector nor Grafana sends one: authentication is on in its configuration.`,
            ...lookAt(run, backend, () => "get configmaps -o yaml | grep -E 'auth_enabled|multitenancy'"),
        };
    }
    if (error instanceof HttpError && [401, 403].includes(error.status)) {
        return backend === "Grafana" && run.services.Grafana?.namespace === observability
            ? {
                  cause: "Grafana refuses the login. Its admin password was changed after its first start.",
                  command: `kubectl -n ${observability} get secret grafana-admin -o yaml`,
              }
            : { cause: refusal(backend) };
    }
    if (error instanceof HttpError) {
        return {
            cause: `${backend} answers with an error.`,
            ...lookAt(run, backend, (workload) => `logs ${workload} --all-containers --since=10m`),
        };
    }
    return {
        cause: `${backend} does not run, or is not ready.`,
        ...lookAt(run, backend, (workload) => `get pods && kubectl -n ${observability} describe ${workload}`),
    };
}

function refusal(backend: Backend): string {
    const logins = {
        Grafana: "GRAFANA_USER and GRAFANA_PASSWORD",
        Loki: "observability.existing.loki.headers, or user:password@ in --loki-url,",
        Tempo: "observability.existing.tempo.headers, or user:password@ in --tempo-url,",
        Prometheus: "user:password@ in --prometheus-url",
        DeepFlow: "user:password@ in --deepflow-url",
    };
    return `${backend} asks for a login, or refuses the one that it got: ${logins[backend]} must be one that may read.`;
}

/** Why Kong's counters did not rise enough in Prometheus. */
export async function whyNoMetrics({ prometheus, namespaces: { observability, gateway } }: Run): Promise<Advice> {
    const targets = (await prometheus.targets()).filter(
        ({ labels, scrapeUrl }) =>
            labels.namespace === gateway || /kong/.test(`${labels.job ?? ""} ${labels.service ?? ""} ${scrapeUrl}`),
    );
    const down = targets.find(({ health }) => health === "down");
    if (targets.length === 0) {
        return {
            cause: "Prometheus scrapes no pod of Kong: its ServiceMonitor is missing, or Prometheus does not select it.",
            command: `kubectl -n ${gateway} get servicemonitors --show-labels && kubectl -n ${observability} get prometheus -o yaml | grep -A4 -i monitorSelector`,
        };
    }
    if (down !== undefined) {
        return {
            cause: `Prometheus cannot scrape ${down.scrapeUrl}: ${down.lastError}.`,
            command: `kubectl -n ${gateway} get pods,endpointslices`,
        };
    }
    const [series] = await prometheus.query("count(kong_http_requests_total)");
    if (series === undefined) {
        return {
            cause: "Kong is scraped but counts no requests: the plugin prometheus is not on, or its status_code_metrics is off.",
            command: `kubectl -n ${gateway} get configmaps -o yaml | grep -B2 -A8 'name: prometheus'`,
        };
    }
    return {
        cause: "Prometheus scrapes Kong less often than the deadline allows, or the requests reached a Kong that it does not scrape.",
        command: `kubectl -n ${gateway} get servicemonitors -o yaml | grep interval`,
    };
}

/** Where in the collector spans or log records were lost, by its own counters. */
export async function whyLost(
    run: Run,
    kind: "spans" | "log_records",
    backend: Exclude<Backend, "Prometheus" | "Grafana">,
): Promise<Advice> {
    const { prometheus, before, namespaces } = run;
    const logs = `kubectl -n ${namespaces.observability} logs deployment/opentelemetry-collector --since=10m`;
    const what = kind === "spans" ? "spans" : "log records";
    let now: Record<string, number>;
    try {
        now = await collectorCounts(prometheus);
    } catch {
        return {
            cause: `Prometheus did not answer, so it is unknown what the collector did with the ${what}.`,
            command: logs,
        };
    }
    const rise = (name: string): number => (now[`${name}_${kind}`] ?? 0) - (before.collector[`${name}_${kind}`] ?? 0);
    if (now[`receiver_accepted_${kind}`] === undefined) {
        return {
            cause: `Prometheus has no counter of the collector for ${what}: the collector does not run, is not scraped, or has no pipeline for them.`,
            command: `kubectl -n ${namespaces.observability} get pods,servicemonitors,opentelemetrycollectors`,
        };
    }
    if (rise("receiver_refused") > 0) {
        return {
            cause: `The collector refused ${rise("receiver_refused")} ${what}: its memory limiter was active. Raise the memory in collector.resources.`,
            command: logs,
        };
    }
    const queued = now[`queue_${kind === "spans" ? "traces" : "logs"}`] ?? 0;
    const failed = rise("exporter_send_failed") + rise("exporter_enqueue_failed");
    if (failed > 0 || queued > 0) {
        const fate = failed > 0 ? `gave up on ${failed}` : "holds and retries";
        return {
            cause: `The collector ${fate} ${what} that ${backend} did not accept.`,
            command: `${logs} | grep -i -A2 exporting`,
        };
    }
    if (rise("receiver_accepted") === 0) {
        return kind === "spans"
            ? {
                  cause: "No span reached the collector: Kong's plugin opentelemetry is off, tracing_instrumentations is off, or Kong cannot reach the collector.",
                  command: `kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --since=10m --prefix | grep -i opentelemetry`,
              }
            : {
                  cause: "No log record reached the collector: nothing reads Kong's access log from its standard output.",
                  command: `kubectl -n ${namespaces.observability} get daemonsets,pods && kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --since=10m | grep '"request"'`,
              };
    }
    return {
        cause: `The collector delivered ${rise("exporter_sent")} ${what}, but ${backend} does not return them: it discards them, or needs longer.`,
        ...lookAt(run, backend, (workload) => `logs ${workload} --since=10m`),
    };
}

/** Why no access-log line is in Loki although it answers. */
export async function whyNoLogs(run: Run): Promise<Advice> {
    const { loki, logIngestion, namespaces } = run;
    if (logIngestion === "promtail") {
        return {
            cause: "Promtail has not delivered Kong's standard output, or Kong writes no access log in JSON (plugin pre-function, and the setting proxy_access_log).",
            command: `kubectl -n ${namespaces.observability} logs -l app.kubernetes.io/name=promtail --since=10m --tail=-1 --prefix`,
        };
    }
    const version = await loki.version().catch(() => undefined);
    if (version !== undefined && Number(/^v?(\d+)\./.exec(version)?.[1] ?? 3) < 3) {
        return {
            cause: `Loki ${version} does not accept OTLP: Loki 3 is needed.`,
            ...lookAt(run, "Loki", (workload) => `get ${workload} -o jsonpath='{..image}'`),
        };
    }
    // Kong's own messages arrive by another path than its access log, which an agent reads from standard output.
    const others = await loki
        .lines('{service_name="kong"}', { from: run.sentAt, to: Date.now() + 60_000 })
        .catch(() => []);
    if (others.length > 0) {
        return {
            cause: "Loki has Kong's own messages, but none of Kong's access log: the plugin pre-function or proxy_access_log is overridden, or no agent reads its lines from standard output.",
            command: `kubectl -n ${namespaces.observability} get daemonsets,pods && kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --since=10m | grep '"request"'`,
        };
    }
    return whyLost(run, "log_records", "Loki");
}
