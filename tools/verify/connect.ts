import { homedir } from "node:os";
import { addressOf } from "./addresses";
import type { Settings } from "./arguments";
import { promqlPath } from "../../model/datasources";
import { DeepFlow, Grafana, Loki, Prometheus, Tempo } from "./backends";
import type { Run } from "./checks/check";
import type { Provisioned } from "./checks/links";
import { type Base, type Headers, UnreadableSecret } from "./http";
import { type NamedService, namedService } from "../../model/services";
import type { StoreHeader } from "../../model/layers";
import { readKubeconfig } from "./kubeconfig";
import { observabilityNamespace, type Outputs } from "./outputs";
import { Cluster } from "./reach";
import { serviceAddress } from "./services";

/** The backends that verify queries, at given addresses or through the cluster. */
export interface Reached extends Omit<Run, "stack" | "patience" | "shortPatience" | "sentAt" | "before"> {
    /** Addresses of the proxy; through the cluster, one for each of its pods. */
    proxies(): Promise<string[]>;
    proxyCount: number;
    path: string;
    host?: string;
    provisioned(): Promise<Provisioned>;
    close(): void;
}

/**
 * @param say prints information for the user
 * @throws Error if the cluster is needed and does not answer, or if there is no request to send
 */
export async function connect(
    outputs: Outputs,
    settings: Settings,
    env: NodeJS.ProcessEnv,
    say: (text: string) => void,
): Promise<Reached> {
    const { urls } = settings;
    const { datasources, probe, topology } = outputs;
    const asked = requestOf(outputs, settings);
    const cluster = await clusterOf(outputs, settings, env, say);
    const base = (given: string | undefined, url: string): Base =>
        given === undefined && isService(url) ? forwarded(cluster, url) : () => Promise.resolve(given ?? url);
    const grafana = await grafanaOf(outputs, cluster, base, grafanaLogin(urls.grafana, env));
    const observability = observabilityNamespace(outputs);
    const { storeHeaders = {} } = outputs.layers.observability ?? {};
    return {
        prometheus: new Prometheus(base(urls.prometheus, datasources.prometheus)),
        // Not queried if it is not installed.
        loki: new Loki(base(urls.loki, datasources.loki ?? ""), headersOf(storeHeaders.loki, urls.loki, cluster)),
        tempo: new Tempo(base(urls.tempo, datasources.tempo ?? ""), headersOf(storeHeaders.tempo, urls.tempo, cluster)),
        deepflow: takesTraces(outputs) ? new DeepFlow(base(urls.deepflow, querierOf(outputs))) : undefined,
        ...placesOf(outputs, urls),
        grafana,
        topology,
        samplingRate: probe.samplingRate,
        trustCallers: probe.trustCallers,
        logIngestion: probe.logIngestion,
        accessLog: probe.accessLog,
        checks: probe.checks,
        namespaces: { observability, gateway: gatewayNamespace(outputs) },
        services: servicesOf(outputs),
        proxies: () => proxiesOf(outputs, urls.proxy, cluster),
        proxyCount: urls.proxy === undefined ? Object.keys(probe.proxies).length : 1,
        ...asked,
        provisioned: () => provisionedIn(grafana, cluster, outputs.grafana.datasources ?? { namespace: observability }),
        close: () => cluster?.close(),
    };
}

function servicesOf({ datasources, grafana }: Outputs): Run["services"] {
    const named = (url = ""): NamedService | undefined => (isService(url) ? serviceAddress(url) : undefined);
    const { prometheus, tempo, loki, deepflow } = datasources;
    return {
        Prometheus: named(prometheus),
        Tempo: named(tempo),
        Loki: named(loki),
        DeepFlow: named(deepflow),
        Grafana: named(grafana.url),
    };
}

/** Whether the gateway's spans go to DeepFlow: no plugin sends them past the collector. */
function takesTraces({ datasources, destinations, probe: { elsewhere } }: Outputs): boolean {
    const isDeepFlow = (place: string): boolean => /(^|, )deepflow \(/.test(place);
    const past = elsewhere.traces !== undefined && !isDeepFlow(elsewhere.traces);
    return datasources.deepflow !== undefined && destinations.traces.some(isDeepFlow) && !past;
}

/** The base address of DeepFlow's querier, below which Grafana asks it in PromQL. */
const querierOf = ({ datasources: { deepflow = "" } }: Outputs): string =>
    deepflow.endsWith(promqlPath) ? deepflow.slice(0, -promqlPath.length) : deepflow;

/** Stores in this stack and signals that are elsewhere, unless the user gives addresses. */
function placesOf({ datasources, probe }: Outputs, urls: Settings["urls"]): Pick<Run, "stores" | "elsewhere"> {
    const { traces, logs } = probe.elsewhere;
    return {
        stores: [
            ...(datasources.tempo === undefined ? [] : ["Tempo" as const]),
            ...(datasources.loki === undefined ? [] : ["Loki" as const]),
        ],
        elsewhere: { ...(urls.tempo === undefined && { traces }), ...(urls.loki === undefined && { logs }) },
    };
}

/** @throws Error if neither the user nor the stack gives a path that a route answers */
function requestOf({ probe }: Outputs, { path, host }: Settings): Pick<Reached, "path" | "host"> {
    const request = path === undefined ? probe.request : { path };
    if (request === undefined) {
        throw new Error(
            "No route of the stack that is traced at its rate has a plain path to request: " +
                "give one with --path (and --host).",
        );
    }
    return { ...request, ...(host !== undefined && { host }) };
}

/** If every address is given, the cluster is only used for Grafana, and may be unreachable. */
async function clusterOf(
    outputs: Outputs,
    { urls }: Settings,
    env: NodeJS.ProcessEnv,
    say: (text: string) => void,
): Promise<Cluster | undefined> {
    const { prometheus, loki, tempo, deepflow } = outputs.datasources;
    const inside = (address: string | undefined, given: string | undefined): boolean =>
        address !== undefined && isService(address) && given === undefined;
    const needed =
        urls.proxy === undefined ||
        inside(prometheus, urls.prometheus) ||
        inside(loki, urls.loki) ||
        inside(tempo, urls.tempo) ||
        (takesTraces(outputs) && inside(deepflow, urls.deepflow));
    try {
        const surroundings = { KUBECONFIG: env.KUBECONFIG, home: homedir() };
        return await Cluster.connect(await readKubeconfig(outputs.kubeconfig, surroundings, say));
    } catch (error) {
        if (needed) {
            throw error;
        }
        return undefined;
    }
}

/**
 * What a store that exists is sent. Secrets are asked of the cluster once, unless the address is given, which then has
 * the login itself.
 */
function headersOf(
    headers: Record<string, StoreHeader> = {},
    given: string | undefined,
    cluster: Cluster | undefined,
): Headers {
    const plain = Object.entries(headers).flatMap(([name, header]) =>
        "value" in header ? [[name, header.value]] : [],
    );
    const secret = Object.entries(headers).flatMap(([name, header]) => ("value" in header ? [] : [{ name, header }]));
    if (given !== undefined || secret.length === 0) {
        return Object.fromEntries(plain) as Record<string, string>;
    }
    let known: Promise<Record<string, string>> | undefined;
    const read = async (): Promise<Record<string, string>> => {
        const texts = await Promise.all(
            secret.map(async ({ name, header: { namespace, secretName, key } }) => {
                const found = (await cluster?.secret(namespace, secretName).catch(() => undefined))?.[key];
                if (found === undefined) {
                    throw new UnreadableSecret(namespace, secretName, key);
                }
                return [name, found];
            }),
        );
        return Object.fromEntries([...plain, ...texts]) as Record<string, string>;
    };
    return () => (known ??= read());
}

const isService = (url: string): boolean => URL.canParse(url) && namedService(new URL(url).hostname) !== undefined;

/** A port-forward through the cluster, opened on first use, and again when it is lost. */
function forwarded(cluster: Cluster | undefined, url: string): Base {
    let open: Promise<string> | undefined;
    return (again) => {
        if (again) {
            open = undefined;
        }
        open ??= (cluster as Cluster).forwardOne(url);
        open.catch(() => (open = undefined));
        return open;
    };
}

interface Login {
    user: string;
    password: string;
    /** The address, if given. */
    url: string | undefined;
    /** What must also be given to query Grafana without the cluster. */
    lacking: string[];
}

function grafanaLogin(url: string | undefined, env: NodeJS.ProcessEnv): Login {
    // An unset secret in CI is an empty text.
    const inAddress = url === undefined ? undefined : addressOf(url).login;
    const user = env.GRAFANA_USER || (inAddress?.user ?? "");
    const password = env.GRAFANA_PASSWORD || (inAddress?.password ?? "");
    const needed = { "--grafana-url": url ?? "", GRAFANA_USER: user, GRAFANA_PASSWORD: password };
    return { user, password, url, lacking: Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name])) };
}

/** With the given login, or the administrator's in the cluster. */
async function grafanaOf(
    { grafana: { url, adminSecret } }: Outputs,
    cluster: Cluster | undefined,
    base: (given: string | undefined, url: string) => Base,
    login: Login,
): Promise<Reached["grafana"]> {
    // Of a Grafana that exists the stack knows the address, and no login.
    const lacking = login.lacking.filter((name) => adminSecret !== undefined || name !== "--grafana-url");
    if (lacking.length === 0) {
        return new Grafana(base(login.url, url), login);
    }
    const secret =
        adminSecret && (await cluster?.secret(adminSecret.namespace, adminSecret.name).catch(() => undefined));
    if (secret !== undefined) {
        const admin = { user: secret["admin-user"] ?? "", password: secret["admin-password"] ?? "" };
        return new Grafana(base(login.url, url), admin);
    }
    const hindrance =
        adminSecret === undefined
            ? "without a login, since it is none of this stack's"
            : cluster === undefined
              ? "without the cluster"
              : `without the Secret ${adminSecret.name}, which cannot be read`;
    const words = lacking.join(", ").replace(/, ([^,]*)$/, " and $1");
    return { reason: `Grafana cannot be asked ${hindrance}: give ${words}` };
}

async function proxiesOf(
    { probe }: Outputs,
    given: string | undefined,
    cluster: Cluster | undefined,
): Promise<string[]> {
    if (given !== undefined) {
        return [given];
    }
    const ways = Object.values(probe.proxies).map((url) => (cluster as Cluster).forwardAll(url));
    return (await Promise.all(ways)).flat();
}

/** What Grafana has, or what its sidecar would provision. */
async function provisionedIn(
    grafana: Reached["grafana"],
    cluster: Cluster | undefined,
    place: { namespace: string; label?: string },
): Promise<Provisioned> {
    const fromGrafana = "reason" in grafana ? undefined : await grafana.datasources().catch(() => undefined);
    if (fromGrafana !== undefined) {
        return { datasources: fromGrafana, from: "Grafana" };
    }
    const fromCluster = await cluster?.datasources(place).catch(() => undefined);
    return fromCluster === undefined
        ? { reason: "neither Grafana nor the cluster shows what is provisioned" }
        : { datasources: fromCluster, from: "ConfigMaps" };
}

function gatewayNamespace({ probe }: Outputs): string {
    const [url] = Object.values(probe.proxies);
    return url === undefined ? "kong" : serviceAddress(url).namespace;
}
