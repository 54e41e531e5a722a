import type { Credential } from "./credentials";
import { type MetricsDestination, workspacesIn } from "./destinations";
import { asksStore, type Existing } from "./existing";
import type { DatasourceName } from "./layers";
import type { Values } from "./values";

/** Fixed UIDs of our datasources: correlations, dashboards and links refer to them. */
export const datasourceUids = {
    prometheus: "prometheus",
    alertmanager: "alertmanager",
    loki: "loki",
    tempo: "tempo",
    deepflow: "deepflow",
} as const satisfies { [Name in DatasourceName]: Name };

/** Their plugins. DeepFlow is asked in PromQL. */
export const datasourceTypes = {
    ...datasourceUids,
    deepflow: "prometheus",
} as const satisfies Record<DatasourceName, string>;

/** Below the address of its querier, where it takes PromQL (server/querier/app/prometheus/router). */
export const promqlPath = "/prom";

/** What identifies DeepFlow's own datasource, in its query language. */
export const deepflowQuerier = {
    name: "DeepFlow Querier",
    uid: "deepflow-querier",
    type: "deepflowio-deepflow-datasource",
} as const;

/** A datasource of Grafana that a stack brings beside ours. */
export interface OwnDatasource {
    name: string;
    /** Lower-case letters, digits and dashes. */
    uid: string;
    /** Id of the plugin. */
    type: string;
    url?: string;
    user?: string;
    database?: string;
    basicAuth?: { username: string; password: Credential };
    isDefault: boolean;
    /** What else the plugin takes, as its provisioning files have it. */
    jsonData: Values;
    /** The same of what is secret. */
    secureJsonData: Record<string, Credential>;
}

/** Any of Grafana's datasources. */
export interface DeclaredDatasource {
    name: string;
    uid: string;
    type: string;
    /** Whether it is the one that a dashboard means which asks for its type alone. */
    first: boolean;
}

/** What the settings say of where signals are, and what else Grafana is to ask. */
interface Choices {
    logs: { destinations: readonly { kind: string }[] };
    traces: { destinations: readonly { kind: string }[] };
    metrics: { destinations: readonly MetricsDestination[]; grafana: { datasources: readonly OwnDatasource[] } };
    /** @default nothing exists already */
    existing?: Existing;
    /** @default not installed */
    deepflow?: { enabled: boolean; grafanaPlugins: boolean };
}

export const workspaceDatasource = "grafana-amazonprometheus-datasource";

/** What identifies the datasource of a workspace of Amazon Managed Prometheus. */
export const workspaceIdentity = (
    workspace: string,
): { name: string; uid: string; type: typeof workspaceDatasource } => ({
    name: `Amazon Managed Prometheus ${workspace}`,
    uid: `prometheus-${workspace}`,
    type: workspaceDatasource,
});

/** All datasources that a stack's Grafana has. */
export function declaredDatasources({
    logs,
    traces,
    metrics,
    existing = {},
    deepflow: { enabled, grafanaPlugins } = { enabled: false, grafanaPlugins: false },
}: Choices): DeclaredDatasource[] {
    const { prometheus } = existing;
    const alerting = prometheus === undefined || prometheus.alertmanagerUrl !== undefined;
    const ours = [
        { name: "Prometheus", uid: "prometheus" },
        ...(alerting ? [{ name: "Alertmanager", uid: "alertmanager" }] : []),
        ...(asksStore("loki", { logs, traces, existing }) ? [{ name: "Loki", uid: "loki" }] : []),
        ...(asksStore("tempo", { logs, traces, existing }) ? [{ name: "Tempo", uid: "tempo" }] : []),
    ].map((datasource) => ({ ...datasource, type: datasource.uid }));
    const ofDeepFlow = enabled
        ? [{ name: "DeepFlow", uid: "deepflow", type: "prometheus" }, ...(grafanaPlugins ? [deepflowQuerier] : [])]
        : [];
    const workspaces = workspacesIn(metrics.destinations)
        .filter(({ datasource }) => datasource !== undefined)
        .map(({ name }) => workspaceIdentity(name));
    const all = [...ours, ...ofDeepFlow, ...workspaces, ...metrics.grafana.datasources];
    return all.map(({ name, uid, type }) => {
        const alike = all.filter((other) => other.type === type);
        return { name, uid, type, first: alike.length === 1 || ours.some((our) => our.uid === uid) };
    });
}

/** What answers a dashboard's request for a datasource: the one that it names itself, or the one of its type. */
export function answerTo(
    { name, type }: { name: string; type: string },
    datasources: readonly DeclaredDatasource[],
    inputs: Readonly<Record<string, string>>,
): string | undefined {
    // Expressions are Grafana's own.
    const byType = type === "__expr__" ? type : datasources.find((one) => one.type === type && one.first)?.uid;
    return inputs[name] ?? byType;
}
