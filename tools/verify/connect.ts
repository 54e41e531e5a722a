import { homedir } from "node:os";
import { addressOf } from "./addresses";
import type { Settings } from "./arguments";
import { Grafana, Loki, Prometheus, Tempo } from "./backends";
import type { Run } from "./checks/check";
import type { Provisioned } from "./checks/links";
import type { Base } from "./http";
import { readKubeconfig } from "./kubeconfig";
import type { Outputs } from "./outputs";
import { Cluster } from "./reach";
import { serviceAddress } from "./services";

/** What verify speaks to, by addresses that were given or through the cluster. */
export interface Reached extends Omit<Run, "stack" | "patience" | "shortPatience" | "sentAt" | "before"> {
    /** Addresses of the proxy, and through the cluster those of each of its pods. */
    proxies(): Promise<string[]>;
    proxyCount: number;
    path: string;
    host?: string;
    provisioned(): Promise<Provisioned>;
    close(): void;
}

/**
 * @param say what the user should know of it @throws Error where the cluster is needed and does not answer, or nothing
 * says what to request
 */
export async function connect(
    outputs: Outputs,
    { urls, path, host }: Settings,
    env: NodeJS.ProcessEnv,
    say: (text: string) => void,
): Promise<Reached> {
    const request = path === undefined ? outputs.probe.request : { path, ...(host !== undefined && { host }) };
    if (request === undefined) {
        throw new Error(
            "No route of the stack that is traced at its rate has a plain path to request: " +
                "give one with --path (and --host).",
        );
    }
    const needed = [urls.proxy, urls.prometheus, urls.loki, urls.tempo].some((url) => url === undefined);
    // With every address given, the cluster is only asked for Grafana, and may be out of reach.
    const cluster = await readKubeconfig(outputs.kubeconfig, { KUBECONFIG: env.KUBECONFIG, home: homedir() }, say)
        .then((config) => Cluster.connect(config))
        .catch((error: unknown) => {
            if (needed) {
                throw error;
            }
            return undefined;
        });
    const through = (url: string): Base => {
        let open: Promise<string> | undefined;
        return (again) => {
            if (again) {
                open = undefined;
            }
            open ??= (cluster as Cluster).forwardOne(url);
            open.catch(() => (open = undefined));
            return open;
        };
    };
    const base = (given: string | undefined, url: string): Base =>
        given === undefined ? through(url) : () => Promise.resolve(given);
    const { adminSecret } = outputs.grafana;
    const grafana = await grafanaOf();

    async function grafanaOf(): Promise<Reached["grafana"]> {
        // An unset secret of a CI system is an empty text.
        const inAddress = urls.grafana === undefined ? undefined : addressOf(urls.grafana).login;
        const user = env.GRAFANA_USER || (inAddress?.user ?? "");
        const password = env.GRAFANA_PASSWORD || (inAddress?.password ?? "");
        const lacking = Object.entries({
            "--grafana-url": urls.grafana ?? "",
            GRAFANA_USER: user,
            GRAFANA_PASSWORD: password,
        }).flatMap(([name, value]) => (value === "" ? [name] : []));
        if (lacking.length === 0) {
            return new Grafana(base(urls.grafana, ""), { user, password });
        }
        const secret = await cluster?.secret(adminSecret.namespace, adminSecret.name).catch(() => undefined);
        const hindrance =
            cluster === undefined
                ? "without the cluster"
                : `without the Secret ${adminSecret.name}, which cannot be read`;
        return secret === undefined
            ? {
                  reason: `Grafana cannot be asked ${hindrance}: give ${lacking.join(", ").replace(/, ([^,]*)$/, " and $1")}`,
              }
            : new Grafana(base(urls.grafana, outputs.grafana.url), {
                  user: secret["admin-user"] ?? "",
                  password: secret["admin-password"] ?? "",
              });
    }

    return {
        prometheus: new Prometheus(base(urls.prometheus, outputs.datasources.prometheus)),
        loki: new Loki(base(urls.loki, outputs.datasources.loki)),
        tempo: new Tempo(base(urls.tempo, outputs.datasources.tempo)),
        grafana,
        topology: outputs.topology,
        samplingRate: outputs.probe.samplingRate,
        trustCallers: outputs.probe.trustCallers,
        logIngestion: outputs.probe.logIngestion,
        accessLog: outputs.probe.accessLog,
        checks: outputs.probe.checks,
        namespaces: { observability: adminSecret.namespace, gateway: gatewayNamespace(outputs) },
        lokiName: serviceAddress(outputs.datasources.loki).service,
        proxies: async () =>
            urls.proxy === undefined
                ? (
                      await Promise.all(
                          Object.values(outputs.probe.proxies).map((url) => (cluster as Cluster).forwardAll(url)),
                      )
                  ).flat()
                : [urls.proxy],
        proxyCount: urls.proxy === undefined ? Object.keys(outputs.probe.proxies).length : 1,
        path: request.path,
        ...(host !== undefined ? { host } : request.host !== undefined && { host: request.host }),
        provisioned: async () => {
            const fromGrafana = "reason" in grafana ? undefined : await grafana.datasources().catch(() => undefined);
            if (fromGrafana !== undefined) {
                return { datasources: fromGrafana, from: "Grafana" };
            }
            const fromCluster = await cluster?.datasources(adminSecret.namespace).catch(() => undefined);
            return fromCluster === undefined
                ? { reason: "neither Grafana nor the cluster tells what is provisioned" }
                : { datasources: fromCluster, from: "ConfigMaps" };
        },
        close: () => cluster?.close(),
    };
}

function gatewayNamespace({ probe }: Outputs): string {
    const [url] = Object.values(probe.proxies);
    return url === undefined ? "kong" : serviceAddress(url).namespace;
}
