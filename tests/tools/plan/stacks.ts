import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { type Plan, plan, root } from "../../../tools/plan/evaluate";
import type { PlannedResource } from "../../../tools/plan/recorder";

const fixture = (name: string): string => path.join(root, "tests/fixtures", `Pulumi.${name}.yaml`);

/** Three stacks, each of which reads those before it. */
export const exampleFiles: Record<string, string> = Object.fromEntries(
    ["platform", "observability", "gateway"].map((name) => [
        name,
        path.join(root, "examples/three-stacks", `Pulumi.${name}.yaml`),
    ]),
);

/** A stack for each of the posts that docs/coming-from is about, as `post-NNN`. */
export const postFiles: Record<string, string> = Object.fromEntries(
    readdirSync(path.join(root, "examples"))
        .filter((file) => file.endsWith(".yaml"))
        .map((file) => [`post-${file.slice(0, 3)}`, path.join(root, "examples", file)]),
);

/** Every stack that the promises are tested for, and its file. */
export const stackFiles: Record<string, string> = {
    dev: path.join(root, "Pulumi.dev.yaml"),
    prod: path.join(root, "Pulumi.prod.yaml"),
    local: path.join(root, "Pulumi.local.yaml"),
    enterprise: fixture("enterprise"),
    "loki-stack": fixture("loki-stack"),
    external: fixture("external"),
    "ingress-controller": fixture("ingress-controller"),
    "ingress-enterprise": fixture("ingress-enterprise"),
    "access-kong": fixture("access-kong"),
    "access-ingress": fixture("access-ingress"),
    additions: fixture("additions"),
    probes: fixture("probes"),
    destinations: fixture("destinations"),
    promtail: fixture("promtail"),
    "object-storage": fixture("object-storage"),
    slo: fixture("slo"),
    alerting: fixture("alerting"),
    "data-planes": fixture("data-planes"),
    pki: fixture("pki"),
    "central-telemetry": fixture("central-telemetry"),
    "existing-vpc": fixture("existing-vpc"),
    "existing-eks": fixture("existing-eks"),
    "remote-data-planes": fixture("remote-data-planes"),
    deepflow: fixture("deepflow"),
    instrumentation: fixture("instrumentation"),
};

/** Stacks beside what runs already, or that send to another stack, of which not everything holds that does of a whole one. */
export const besideFiles: Record<string, string> = {
    existing: fixture("existing"),
    "existing-prometheus": fixture("existing-prometheus"),
    "existing-otlp": fixture("existing-otlp"),
    "remote-stack": fixture("remote-stack"),
};

/** Stacks whose charts Argo CD installs. */
export const argoCdFiles: Record<string, string> = { argocd: fixture("argocd") };

const files: Record<string, string> = { ...stackFiles, ...argoCdFiles, ...besideFiles, ...exampleFiles, ...postFiles };

const plans = new Map<string, Promise<Plan>>();

/** The plan of a stack, evaluated once for all tests. */
export function planOf(stack: string): Promise<Plan> {
    const known = plans.get(stack) ?? plan(stack, files[stack] ?? "");
    plans.set(stack, known);
    return known;
}

/** The plan of a stack with some of its settings replaced, each as a whole. */
export async function planWith(stack: string, settings: Record<string, unknown>): Promise<Plan> {
    const { config } = parse(readFileSync(files[stack] ?? "", "utf8")) as { config: Record<string, unknown> };
    return planSaying(stack, settings, config);
}

/**
 * The plan of a stack that has these settings alone.
 * @param besides configuration that they replace, by whole keys @default none
 */
export async function planSaying(
    stack: string,
    settings: Record<string, unknown>,
    besides: Record<string, unknown> = {},
): Promise<Plan> {
    const folder = mkdtempSync(path.join(tmpdir(), "stack-"));
    try {
        const file = path.join(folder, `Pulumi.${stack}.yaml`);
        const named = Object.entries(settings).map(([key, value]) => [`kong-observability:${key}`, value]);
        writeFileSync(file, stringify({ config: { ...besides, ...Object.fromEntries(named) } }));
        return await plan(stack, file);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

export function ofType({ resources }: Plan, type: string): PlannedResource[] {
    return resources.filter((resource) => resource.type === type);
}

export function find({ resources }: Plan, type: string, name: string): PlannedResource {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    if (found === undefined) {
        throw new Error(`no ${type} ${name}`);
    }
    return found;
}

export const releaseType = "kubernetes:helm.sh/v3:Release";
/** The component of ours around a release. */
export const componentType = "kong-observability:release:ChartRelease";
export const collectorType = "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector";
export const configMapType = "kubernetes:core/v1:ConfigMap";
export const monitorTypes = ["ServiceMonitor", "PodMonitor", "PrometheusRule"].map(
    (kind) => `kubernetes:monitoring.coreos.com/v1:${kind}`,
);

/** Values of a Helm release, loosely typed as the plan has them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- reads what was planned, whatever its shape
export function valuesOf(planned: Plan, name: string): any {
    return find(planned, releaseType, name).inputs.values;
}

/** The decK file that the plan applies. */
export function deckFileOf(planned: Plan): {
    plugins: { name: string; config: Record<string, unknown> }[];
    services: unknown[];
    _info: unknown;
} {
    const { data } = find(planned, configMapType, "kong-gateway").inputs as { data: Record<string, string> };
    return parse(data["kong.yaml"] ?? "");
}

/** Configuration of a global plugin of ours, whichever way it reaches the gateways. */
export function globalPluginOf(planned: Plan, plugin: "opentelemetry" | "pre-function"): Record<string, unknown> {
    const [object] = ofType(planned, "kubernetes:configuration.konghq.com/v1:KongClusterPlugin").filter(
        ({ inputs }) => inputs.plugin === plugin,
    );
    const found =
        object === undefined
            ? deckFileOf(planned).plugins.find(({ name }) => name === plugin)
            : (object.inputs as { config: Record<string, unknown> });
    return found?.config ?? {};
}

/** Values of the chart `kong` for each kind of node that takes traffic. */
export function proxiesOf(planned: Plan): { urn: string; values: { env: Record<string, string> } }[] {
    return ofType(planned, releaseType).flatMap(({ urn, inputs }) => {
        const values = inputs.values as { env?: Record<string, string>; gateway?: { env: Record<string, string> } };
        const node = inputs.chart === "ingress" || String(inputs.chart).endsWith("/ingress") ? values.gateway : values;
        return node?.env !== undefined && (node === values.gateway || node.env.role === "data_plane")
            ? [{ urn, values: { env: node.env } }]
            : [];
    });
}

/** A rule of Prometheus, which raises an alert or records a series. */
export interface PlannedRule {
    alert?: string;
    record?: string;
    expr: string;
    labels?: Record<string, string>;
    annotations?: { runbook_url?: string; dashboard_url?: string; summary?: string; description?: string };
}

/** Every rule in the plan's objects but those that the stack file has. */
export function rulesOf(planned: Plan): PlannedRule[] {
    return ofType(planned, "kubernetes:monitoring.coreos.com/v1:PrometheusRule")
        .filter(({ name }) => name !== "own-rules")
        .flatMap(({ inputs }) =>
            (inputs.spec as { groups: { rules: PlannedRule[] }[] }).groups.flatMap(({ rules }) => rules),
        );
}

/** The datasources that the plan provisions. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Grafana's own shape
export function datasourcesOf(planned: Plan): any[] {
    return ofType(planned, configMapType)
        .filter(({ inputs }) => JSON.stringify(inputs.metadata).includes("grafana_datasource"))
        .flatMap(({ inputs }) =>
            Object.values(inputs.data as Record<string, string>).flatMap(
                (text) => (parse(text) as { datasources: unknown[] }).datasources,
            ),
        );
}
