import { poll } from "../poll";
import { whyNoAnswer } from "../causes";
import { type Advice, found, missing, type Outcome, type Run, type Tell } from "./check";

/** Data planes report every 30 s, and Prometheus scrapes that; as the alert KongDataPlaneDisconnected has it. */
const recentSeconds = 120;
/** As the alert KongClusterCertificateExpiring has it. */
const certificateDays = 30;

interface Problem extends Advice {
    detail: string;
}

/** A state that must hold: looks for a while until no problem is left. */
async function state(
    run: Run,
    tell: Tell,
    look: () => Promise<{ problem?: Problem; detail: string }>,
): Promise<Outcome> {
    const polled = await poll(
        run.shortPatience,
        async () => {
            const seen = await look();
            return { done: seen.problem === undefined, progress: seen.problem?.detail ?? seen.detail, value: seen };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Prometheus", polled.error));
    }
    const { problem, detail } = polled.value;
    return problem === undefined
        ? found(detail)
        : missing(problem.detail, {
              cause: problem.cause,
              ...(problem.command !== undefined && { command: problem.command }),
          });
}

/**
 * Every data plane that runs is heard of by the control plane, and all have the same configuration. Kong 3.9 tells
 * nothing of the control plane's own hash.
 */
export function dataPlanes(run: Run, tell: Tell): Promise<Outcome> {
    const { prometheus, namespaces } = run;
    const byNode = async (query: string): Promise<Map<string, number>> =>
        new Map((await prometheus.query(query)).map(({ labels, value }) => [labels.node_id ?? "", value]));
    const logs = `kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --since=10m --prefix | grep -i clustering`;
    return state(run, tell, async () => {
        // A data plane is a node that shows a cluster certificate. The control plane remembers those long gone, so it
        // is asked about these only.
        const nodes = (
            await prometheus.query(
                "kong_node_info and on (namespace, pod) kong_data_plane_cluster_cert_expiry_timestamp",
            )
        ).map(({ labels }) => ({
            id: labels.node_id ?? "",
            name: labels.pod ?? labels.instance ?? labels.node_id ?? "?",
        }));
        nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
        const seen = await byNode("time() - max by (node_id) (kong_data_plane_last_seen)");
        const hashes = await byNode("max by (node_id) (kong_data_plane_config_hash)");
        const compatible = await byNode("min by (node_id) (kong_data_plane_version_compatible)");
        const names = (pick: (id: string) => boolean): string[] =>
            nodes.filter(({ id }) => pick(id)).map(({ name }) => name);

        const alone = names((id) => (seen.get(id) ?? Infinity) > recentSeconds);
        const incompatible = names((id) => compatible.get(id) === 0);
        const empty = names((id) => hashes.get(id) === 0);
        const distinct = new Set(nodes.map(({ id }) => hashes.get(id)));
        const detail = `${nodes.length} connected, all with the same configuration`;
        if (nodes.length === 0) {
            return {
                detail,
                problem: {
                    detail: "Prometheus knows no data plane",
                    cause: "No data plane runs, or Prometheus scrapes none.",
                    command: `kubectl -n ${namespaces.gateway} get pods,servicemonitors`,
                },
            };
        }
        if (alone.length > 0) {
            return {
                detail,
                problem: {
                    detail: `no word for ${recentSeconds} s from ${alone.join(", ")}`,
                    cause: "The connection to the control plane (port 8005, mTLS) is broken: another certificate, a NetworkPolicy, or no control plane.",
                    command: logs,
                },
            };
        }
        if (incompatible.length > 0) {
            return {
                detail,
                problem: {
                    detail: `the control plane refuses ${incompatible.join(", ")}`,
                    cause: "Kong's version or plugins are not those of the control plane.",
                    command: `kubectl -n ${namespaces.gateway} get pods -o wide && ${logs}`,
                },
            };
        }
        if (empty.length > 0) {
            return {
                detail,
                problem: {
                    detail: `no configuration yet on ${empty.join(", ")}`,
                    cause: "The control plane has none to give: decK's Job has not run or has failed.",
                    command: `kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/name=deck --all-containers`,
                },
            };
        }
        if (distinct.size > 1) {
            const list = nodes.map(({ id, name }) => `${name} ${shortHash(hashes.get(id))}`).join(", ");
            return {
                detail,
                problem: {
                    detail: `${distinct.size} different configurations: ${list}`,
                    cause: "A data plane could not apply the newest configuration and keeps its last one.",
                    command: logs,
                },
            };
        }
        return { detail };
    });
}

/** Kong shows the hash as a number, too long to read. */
function shortHash(value: number | undefined): string {
    return value === undefined ? "none" : BigInt(value).toString(16).padStart(32, "0").slice(0, 7);
}

/** No data plane's cluster certificate ends soon. */
export function certificate(run: Run, tell: Tell): Promise<Outcome> {
    return state(run, tell, async () => {
        const [first] = await run.prometheus.query("min(kong_data_plane_cluster_cert_expiry_timestamp)");
        if (first === undefined) {
            return {
                detail: "",
                problem: {
                    detail: "Prometheus knows no cluster certificate",
                    cause: "No data plane runs, or Prometheus scrapes none.",
                    command: `kubectl -n ${run.namespaces.gateway} get pods,servicemonitors`,
                },
            };
        }
        const days = Math.floor((first.value * 1000 - Date.now()) / 86_400_000);
        const detail = `valid for ${days} days, to ${new Date(first.value * 1000).toISOString().slice(0, 10)}`;
        const cause =
            days < 0
                ? "It has expired: data planes no longer connect."
                : "It is due for renewal, or was renewed and a pod has not been restarted since: Kong reads it at start only.";
        return days >= certificateDays
            ? { detail }
            : {
                  detail,
                  problem: {
                      detail: days < 0 ? `expired ${-days} days ago` : detail,
                      cause,
                      command: `npx pulumi up --stack ${run.stack}`,
                  },
              };
    });
}

/**
 * Kong Ingress Controller has given its gateways a configuration, and none of it failed since
 * (internal/metrics/prometheus.go at tag v3.5.13). Its series of gateways that are gone stay until it restarts, so they
 * are not counted.
 */
export function configurationPush(run: Run, tell: Tell): Promise<Outcome> {
    const { prometheus, namespaces } = run;
    const command = `kubectl -n ${namespaces.gateway} logs -l app.kubernetes.io/component=app --all-containers --since=10m --prefix | grep -i -E 'level=error|"level":"error"'`;
    return state(run, tell, async () => {
        const pushes = await prometheus.query(
            "max by (dataplane) (ingress_controller_configuration_push_last_successful)",
        );
        const failed = await prometheus.query(
            'sum by (failure_reason) (increase(ingress_controller_configuration_push_count{success="false"}[2m])) > 0',
        );
        const [broken] = await prometheus.query(
            "max(ingress_controller_configuration_push_broken_resource_count) + max(ingress_controller_translation_broken_resource_count)",
        );
        const detail = "the ingress controller has pushed its configuration; nothing failed or was left out";
        if (pushes.length === 0) {
            return {
                detail,
                problem: {
                    detail: "the ingress controller has pushed no configuration",
                    cause: "It does not run, finds no gateway, or is not scraped.",
                    command: `kubectl -n ${namespaces.gateway} get pods,servicemonitors`,
                },
            };
        }
        if (failed.length > 0) {
            return {
                detail,
                problem: {
                    detail: `a push failed within two minutes (${failed.map(({ labels }) => labels.failure_reason).join(", ")})`,
                    cause: "The gateway refuses the configuration, or is not reached.",
                    command,
                },
            };
        }
        if ((broken?.value ?? 0) > 0) {
            return {
                detail,
                problem: {
                    detail: `${broken?.value} resources were left out of the configuration`,
                    cause: "They are not valid, or refer to what is not there.",
                    command: `kubectl get events -A --field-selector type=Warning | grep -i kong`,
                },
            };
        }
        return { detail };
    });
}
