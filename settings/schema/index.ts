import { z } from "zod";
import { type ChartName, chartNames } from "../../charts";
import { access } from "./access";
import { alerts } from "./alerts";
import { cluster } from "./cluster";
import { delivery } from "./delivery";
import { gateway } from "./gateway";
import { kong } from "./kong";
import { observability } from "./layers";
import { collector } from "./collector";
import { deepflow } from "./deepflow";
import { namespaces } from "./namespaces";
import { logs, metrics, sampling, traces } from "./observability";
import { networkPolicies } from "./networkPolicies";
import { probes } from "./probes";
import { releaseNames } from "./releaseNames";
import { registry } from "./registry";

const values = z.record(z.string(), z.json()).optional();

const chartOverrides = z
    .strictObject(Object.fromEntries(chartNames.map((chart) => [chart, values])) as Record<ChartName, typeof values>)
    .describe("Helm values by chart name, merged last over those of this program. Must not contain secrets");

/** Every key of `Pulumi.<stack>.yaml` that is not a secret, in the order of the documentation. */
export const schema = {
    cluster,
    delivery,
    observability,
    namespaces,
    releaseNames,
    protect: z.boolean().describe("Protects what cannot be restored (cluster, keys, database) from `pulumi destroy`"),
    sampling,
    kong,
    gateway,
    access,
    networkPolicies,
    metrics,
    alerts,
    logs,
    traces,
    collector,
    deepflow,
    probes,
    sample: z
        .boolean()
        .describe(
            "Sample services to try the gateway: `/echo` in the cluster, `/demo` with counters and JSON lines of its own, and `/mock`, which is httpbin.konghq.com",
        ),
    registry,
    chartOverrides,
};

/**
 * Keys that docs/configuration.md explains in another key's group, by the group's name (tools/docs/configuration.ts).
 */
export const explainedWith: { [Key in keyof typeof schema]?: string } = {
    observability: "cluster",
    namespaces: "cluster",
    releaseNames: "cluster",
    networkPolicies: "access",
    probes: "metrics",
};

/**
 * The value of a key that is left out. For a union only its kind, since the schema holds the other defaults. A key
 * without an entry must be set.
 */
export const defaults = {
    delivery: { kind: "helm" },
    observability: { kind: "own" },
    namespaces: {},
    releaseNames: {},
    protect: false,
    sampling: { strategy: "head" },
    kong: { topology: "hybrid" },
    gateway: {},
    access: {},
    networkPolicies: {},
    metrics: {},
    alerts: {},
    logs: { chart: "loki" },
    traces: {},
    collector: {},
    deepflow: {},
    probes: {},
    sample: false,
    registry: {},
    chartOverrides: {},
} satisfies { [Key in keyof typeof schema]?: z.input<(typeof schema)[Key]> };

/**
 * Keys whose values are only ever read as secrets. Top-level, because Pulumi returns an encrypted leaf of an object as
 * plain text.
 */
export const secrets = {
    kongLicense: "Kong Enterprise licence: the JSON text of the licence file",
    databasePassword: "Password of `kong.database.user` for an external database",
    slackWebhookUrl: "Incoming-webhook address for `metrics.slack`",
    grafanaOidcClientSecret: "Secret of the client in `access.grafana.oidc`",
    accessOidcClientSecret:
        "Client secret for Prometheus and Alertmanager, if `access.*.authentication.kind` is `oidc`",
} as const;

/** The secret that maps names to texts, to which settings refer by `{ credential: NAME }`. */
export const credentials =
    "Passwords, tokens and secret addresses by name, which settings refer to by `{ credential: NAME }`";

export type SettingKey = keyof typeof schema;
export type SecretKey = keyof typeof secrets;
/** The settings as the program sees them: every default filled in, durations in Go's units. */
export type PlainSettings = { [Key in SettingKey]: z.output<(typeof schema)[Key]> };
