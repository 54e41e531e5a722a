import { at, textAt, type Values } from "./resource";
import type { System } from "./system";

/** What rules judge of a part that this stack installs, and do not see of one that exists or is another stack's. */
interface Unseen {
    /** Of the component that stands for it, after `kong-observability:`. */
    type: string;
    /** Its layer, of a stack that is read. */
    layer?: string;
    what: string;
    /** The input that says which one. @default the component's name */
    named?: string;
    /** What each rule does not see of it, by the rule's name. */
    rules: Record<string, string>;
}

const pods = {
    pins: "images and versions",
    "deprecated-charts": "its chart",
    "described-charts": "its chart",
    secrets: "secrets in its configuration",
    startup: "whether it starts",
};

const metrics = {
    alerts: "who hears of alerts",
    exposure: "who reaches its pages",
    production: "replicas and retention",
    relies: "features that are off there",
    scraping: "whether it selects monitors, and which targets of others it scrapes",
};
const store = { exposure: "who reaches it", "object-storage": "its backend", production: "replicas and retention" };
const grafana = {
    "dashboard-providers": "its providers",
    datasources: "datasources of others",
    exposure: "who reaches it, and logs in",
};
const collector = {
    collector: "its pipelines, and query strings in them",
    exposure: "who reaches it",
    sampling: "what it drops",
};
const eks = {
    placeholders: "who reaches its API",
    "privileged-agents": "the kernel of its nodes",
    production: "who reaches its API, and whether it is protected",
};

const parts: readonly Unseen[] = [
    {
        type: "observability:ExistingPrometheus",
        what: "Prometheus",
        named: "namespace",
        rules: { ...metrics, ...pods },
    },
    { type: "observability:ExistingLoki", what: "Loki", rules: { ...store, buckets: "its bucket", ...pods } },
    { type: "observability:ExistingTempo", what: "Tempo", rules: { ...store, buckets: "its bucket", ...pods } },
    { type: "observability:ExistingGrafana", what: "Grafana", rules: { ...grafana, ...pods } },
    { type: "observability:ExistingOtlpReceiver", what: "the OTLP receiver", rules: { ...collector, ...pods } },
    { type: "cluster:ExistingEks", what: "the EKS cluster", named: "clusterName", rules: eks },
    { type: "stack:OtherStack", layer: "cluster", what: "the cluster", rules: eks },
    {
        type: "stack:OtherStack",
        layer: "observability",
        what: "observability",
        rules: { ...metrics, ...store, ...grafana, ...collector, buckets: "its buckets", ...pods },
    },
    {
        type: "kong:JoinedControlPlane",
        what: "the control plane",
        named: "clusterEndpoint",
        rules: {
            "admin-surface": "who reaches its Admin API",
            "hybrid-mtls": "its own certificate",
            "plugin-settings": "its plugins",
            "required-plugins": "its plugins",
            production: "replicas and its database",
            ...pods,
        },
    },
];

/** Rules that judge only what this stack makes, whatever exists beside it. */
export const judgeOwnAlone: readonly string[] = ["argo-projects", "instrumentation", "listener-protocols"];

/** Rules that say what they do not see. */
export const sayWhatTheyMiss: readonly string[] = [...new Set(parts.flatMap(({ rules }) => Object.keys(rules)))];

/** A line for each part that exists or is another stack's: what no policy of this stack sees of it. */
export function unseen(system: System): string[] {
    return parts.flatMap(({ type, layer, what, named, rules }) =>
        system
            .ofType(`kong-observability:${type}`)
            .filter(({ inputs }) => layer === undefined || takes(inputs).includes(layer))
            .map(({ inputs, name }) => {
                const which = (named === undefined ? undefined : textAt(inputs, named)) ?? name;
                const where = layer === undefined ? which : `stack ${which}`;
                const missed = Object.entries(rules).map(([rule, missing]) => `${rule} (${missing})`);
                const judged = layer === undefined ? "" : "; that stack's own policies do";
                return `No policy here sees into ${what} (${where}): ${missed.join(", ")}${judged}.`;
            }),
    );
}

function takes(inputs: Values): unknown[] {
    const given = at(inputs, "takes");
    return Array.isArray(given) ? given : [];
}
