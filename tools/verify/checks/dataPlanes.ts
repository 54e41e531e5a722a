import type { Outcome, Run, Tell } from "./check";
import { type Problem, state } from "./state";

/**
 * Data planes report every 30 s, and Prometheus scrapes this; the same threshold as in the alert
 * KongDataPlaneDisconnected.
 */
const recentSeconds = 120;
/** The same threshold as in the alert KongClusterCertificateExpiring. */
const certificateDays = 30;

/** A data plane in Prometheus; undefined fields are missing in the control plane's metrics. */
interface DataPlane {
    name: string;
    /** Seconds since the control plane last heard from it. */
    seen: number | undefined;
    hash: number | undefined;
    compatible: number | undefined;
}

/**
 * Every running data plane reports to the control plane, and all have the same configuration. Kong 3.9 does not expose
 * the control plane's own hash.
 */
export function dataPlanes(run: Run, tell: Tell): Promise<Outcome> {
    return state(run, tell, async () => {
        const planes = await knownDataPlanes(run.prometheus);
        const problem = planes.length === 0 ? noneKnown(run, "data plane") : problemOf(planes, run.namespaces.gateway);
        const detail = `${planes.length} connected, all with the same configuration`;
        return { detail, ...(problem && { problem }) };
    });
}

async function knownDataPlanes(prometheus: Run["prometheus"]): Promise<DataPlane[]> {
    const byNode = async (query: string): Promise<Map<string, number>> =>
        new Map((await prometheus.query(query)).map(({ labels, value }) => [labels.node_id ?? "", value]));
    // Data planes are the nodes with a cluster certificate. The control plane also remembers old ones, so its answers
    // are limited to these.
    const nodes = await prometheus.query(
        "kong_node_info and on (namespace, pod) kong_data_plane_cluster_cert_expiry_timestamp",
    );
    const seen = await byNode("time() - max by (node_id) (kong_data_plane_last_seen)");
    const hashes = await byNode("max by (node_id) (kong_data_plane_config_hash)");
    const compatible = await byNode("min by (node_id) (kong_data_plane_version_compatible)");
    return nodes
        .map(({ labels: { node_id: id = "", pod, instance } }) => ({
            name: pod ?? instance ?? (id || "?"),
            seen: seen.get(id),
            hash: hashes.get(id),
            compatible: compatible.get(id),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first problem that some of them have, causes before their consequences. */
function problemOf(planes: DataPlane[], gateway: string): Problem | undefined {
    const logs = `kubectl -n ${gateway} logs -l app.kubernetes.io/component=app --since=10m --prefix | grep -i clustering`;
    const those = (pick: (plane: DataPlane) => boolean): string =>
        planes
            .filter(pick)
            .map(({ name }) => name)
            .join(", ");
    const alone = those(({ seen = Infinity }) => seen > recentSeconds);
    const incompatible = those(({ compatible }) => compatible === 0);
    const empty = those(({ hash }) => hash === 0);
    const distinct = new Set(planes.map(({ hash }) => hash)).size;
    if (alone !== "") {
        return {
            detail: `no word for ${recentSeconds} s from ${alone}`,
            cause: "The connection to the control plane (port 8005, mTLS) is broken: another certificate, a NetworkPolicy, or no control plane.",
            command: logs,
        };
    }
    if (incompatible !== "") {
        return {
            detail: `the control plane refuses ${incompatible}`,
            cause: "Kong's version or plugins are not those of the control plane.",
            command: `kubectl -n ${gateway} get pods -o wide && ${logs}`,
        };
    }
    if (empty !== "") {
        return {
            detail: `no configuration yet on ${empty}`,
            cause: "The control plane has none to give: decK's Job has not run or has failed.",
            command: `kubectl -n ${gateway} logs -l app.kubernetes.io/name=deck --all-containers`,
        };
    }
    return distinct <= 1
        ? undefined
        : {
              detail: `${distinct} different configurations: ${planes.map(({ name, hash }) => `${name} ${shortHash(hash)}`).join(", ")}`,
              cause: "A data plane could not apply the newest configuration and keeps its last one.",
              command: logs,
          };
}

function noneKnown({ namespaces }: Run, what: string): Problem {
    return {
        detail: `Prometheus knows no ${what}`,
        cause: "No data plane runs, or Prometheus scrapes none.",
        command: `kubectl -n ${namespaces.gateway} get pods,servicemonitors`,
    };
}

/** Kong exposes the hash as a number, too long to read. */
function shortHash(value: number | undefined): string {
    return value === undefined ? "none" : BigInt(value).toString(16).padStart(32, "0").slice(0, 7);
}

/** No data plane's cluster certificate expires soon. */
export function certificate(run: Run, tell: Tell): Promise<Outcome> {
    return state(run, tell, async () => {
        const [first] = await run.prometheus.query("min(kong_data_plane_cluster_cert_expiry_timestamp)");
        if (first === undefined) {
            return { detail: "", problem: noneKnown(run, "cluster certificate") };
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
