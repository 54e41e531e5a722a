import { homedir } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { isDocumentation } from "../model/addresses";
import type { Objectives } from "../model/objectives";
import type { Existing } from "../model/existing";
import { type DeclaredDatasource, declaredDatasources } from "../model/datasources";
import type { Reference } from "../model/references";
import type { Uses } from "../model/uses";
import { secretMark } from "../model/values";
import { accessPort } from "./accessPort";
import { withNamespaces } from "./applicationErrors";
import { validateSettings } from "./validate";
import { howToSet, readCredentials } from "./credentials";
import { type DeliverySettings, deliveryOf } from "./delivery";
import { dashboardFileProblems } from "./schema/dashboards";
import { type Kubeconfig, readKubeconfig } from "./kubeconfig";
import { checkLicence } from "./licence";
import { namespace, writtenKey } from "../model/settingKeys";
import { byWrittenKey, findSettings, type Found } from "./namespace";
import { type ClusterNetwork, networkOf } from "./network";
import { withObjectives } from "./objectives";
import { unsatisfiedPlacements } from "./placement";
import { existingOf } from "./existing";
import { type Problem, SettingsError } from "./problems";
import { referencesOf } from "./references";
import { registryFileProblems } from "./schema/registry";
import { runbookBaseUrlOf } from "./shortForms";
import { type PlainSettings, type SecretKey, secrets } from "./schema";
import { type Telemetry, telemetryOf } from "./telemetry";
import { usesOf } from "./uses";

type ClusterSettings = PlainSettings["cluster"];
type EksSettings = Extract<ClusterSettings, { kind: "eks" }>;

/** An EKS cluster with its name and zones, and the AWS provider's `aws:region` and `aws:profile`. */
type NamedEks = Omit<EksSettings, "network"> & {
    name: string;
    network: ClusterNetwork;
    region: string;
    profile: string | undefined;
    protect: boolean;
    tags: Record<string, string>;
};

/** An EKS cluster that exists, and what this stack uses of it. */
type NamedExisting = Extract<ClusterSettings, { kind: "existing-eks" }> &
    Pick<NamedEks, "region" | "profile" | "tags"> & { uses: Uses };

/** An existing cluster, with its kubeconfig, which contains secrets. */
type FoundCluster = Extract<ClusterSettings, { kind: "kubeconfig" }> & { kubeconfig: Kubeconfig };

/** Another stack's cluster, and `aws:profile` to log in to it. */
type StackCluster = Extract<ClusterSettings, { kind: "stack" }> & { profile: string | undefined };

/** The whole configuration, checked: plain values with every default filled in, and secrets as secret outputs. */
export interface Settings extends Omit<PlainSettings, "cluster" | "delivery" | "gateway" | "alerts"> {
    access: PlainSettings["access"] & { through: { port: number } };
    project: string;
    stack: string;
    cluster: FoundCluster | NamedEks | NamedExisting | StackCluster;
    delivery: DeliverySettings;
    /** What is read of other stacks. */
    references: Reference[];
    gateway: Omit<PlainSettings["gateway"], "services"> & {
        services: (Omit<PlainSettings["gateway"]["services"][number], "slo"> & { slo?: Objectives })[];
    };
    alerts: PlainSettings["alerts"] & {
        runbookBaseUrl: string;
        applicationErrors: ReturnType<typeof withNamespaces>;
    };
    telemetry: Telemetry;
    /** What runs already and is used instead. */
    existing: Existing;
    /** Undefined if not set. */
    secrets: { [Key in SecretKey]: pulumi.Output<string> | undefined };
    /** The texts of the secret `credentials`, by name. */
    credentials: Record<string, pulumi.Output<string>>;
}

/**
 * Reads and checks the stack's whole configuration.
 * @throws SettingsError with every problem at once: full key, what it got, what is allowed
 */
export function loadSettings(): Settings {
    const project = pulumi.getProject();
    const stack = pulumi.getStack();
    const all = pulumi.runtime.allConfig();
    const aws = new pulumi.Config("aws");
    const region = aws.get("region");
    const found = findSettings(project, all);
    const { settings, problems } = validateSettings({ project, stack, values: found.values, awsRegion: region });
    problems.unshift(...found.problems, ...plainCredentials(found, project));
    const places = { KUBECONFIG: process.env.KUBECONFIG, home: homedir() };
    const { kubeconfig, problems: unreadable } =
        settings.cluster?.kind === "kubeconfig"
            ? readKubeconfig(`${project}:cluster`, settings.cluster, places)
            : { kubeconfig: { identifier: "" }, problems: [] };
    problems.push(
        ...dashboardFileProblems(
            `${project}:metrics.grafana.dashboards`,
            settings.metrics?.grafana.dashboards ?? [],
            process.cwd(),
            declaredIn(settings),
        ),
        ...unreadable,
        ...registryFileProblems(`${project}:registry`, settings.registry ?? {}, process.cwd()),
    );
    if (problems.length > 0) {
        throw new SettingsError(
            problems.map((problem) => byWrittenKey(problem, project, all)),
            stack,
        );
    }
    const plain = settings as PlainSettings;
    warnOfPlacements(plain, (key) => writtenKey(key, project, all));
    const profile = aws.get("profile");
    const around = { project, stack, region: region ?? "", profile, protect: plain.protect };
    const { through } = plain.access;
    return {
        ...plain,
        access: { ...plain.access, through: { ...through, port: accessPort(plain) ?? 443 } },
        references: referencesOf(plain),
        cluster: clusterOf(plain, kubeconfig, around),
        delivery: deliveryOf(plain, `${project}-${stack}`),
        gateway: { ...plain.gateway, services: withObjectives(plain.gateway.services, plain.alerts.objectives) },
        alerts: {
            ...plain.alerts,
            runbookBaseUrl: runbookBaseUrlOf(plain),
            applicationErrors: withNamespaces(plain.alerts.applicationErrors, plain.namespaces, plain.logs.gateways),
        },
        telemetry: telemetryOf(plain, stack),
        existing: existingOf(plain.observability),
        project,
        stack,
        secrets: readSecrets(found),
        credentials: secretCredentials(found),
    };
}

function warnOfPlacements(settings: PlainSettings, written: (key: string) => string): void {
    for (const { key, message } of unsatisfiedPlacements(settings)) {
        void pulumi.log.warn(`${written(key)}: ${message}`);
    }
}

type AroundEks = Pick<NamedEks, "region" | "profile" | "protect"> & { project: string; stack: string };

function clusterOf(plain: PlainSettings, kubeconfig: Kubeconfig, around: AroundEks): Settings["cluster"] {
    const { cluster } = plain;
    const { project, stack, region, profile } = around;
    switch (cluster.kind) {
        case "eks":
            return namedEks(cluster, around);
        case "existing-eks":
            return { ...cluster, region, profile, tags: { project, stack }, uses: usesOf(plain) };
        case "kubeconfig":
            return { ...cluster, kubeconfig };
        case "stack":
            return { ...cluster, profile };
    }
}

function namedEks(cluster: EksSettings, { project, stack, ...around }: AroundEks): NamedEks {
    const key = writtenKey("cluster.endpoint.publicCidrs", project, pulumi.runtime.allConfig());
    for (const range of cluster.endpoint.publicCidrs.filter(isDocumentation)) {
        void pulumi.log.warn(
            `${key}: ${range} is reserved for documentation, and no host has such an address; ` +
                "set your own before an up, or Pulumi cannot reach the cluster that it creates",
        );
    }
    return {
        name: `${project}-${stack}`,
        ...cluster,
        network: networkOf(cluster.network, around.region),
        ...around,
        tags: { project, stack },
    };
}

/** Of settings that may be wrong elsewhere. */
function declaredIn({ metrics, logs, traces, deepflow, observability }: Partial<PlainSettings>): DeclaredDatasource[] {
    const inCluster = { destinations: [{ kind: "in-cluster" as const }] };
    const existing = observability === undefined ? {} : existingOf(observability);
    return metrics === undefined
        ? []
        : declaredDatasources({
              metrics,
              logs: logs ?? inCluster,
              traces: traces ?? inCluster,
              existing,
              ...(deepflow && { deepflow }),
          });
}

function readSecrets({ values, underOurs }: Found): Settings["secrets"] {
    const read = (key: SecretKey): pulumi.Output<string> | undefined =>
        (values.get(key) ?? "") === ""
            ? undefined
            : new pulumi.Config(underOurs.has(key) ? namespace : undefined).requireSecret(key);
    const found = Object.fromEntries(
        (Object.keys(secrets) as SecretKey[]).map((key) => [key, read(key)]),
    ) as Settings["secrets"];
    return { ...found, kongLicense: found.kongLicense?.apply(usableLicence) };
}

/** Read as a whole: Pulumi returns an encrypted leaf of an object as plain text. */
function secretCredentials({ values, underOurs }: Found): Settings["credentials"] {
    const key = "credentials";
    const names = Object.keys(readCredentials(key, values.get(key)).texts);
    if (names.length === 0) {
        return {};
    }
    const config = new pulumi.Config(underOurs.has(key) ? namespace : undefined);
    const texts = config.requireSecretObject<Record<string, string>>(key);
    // Texts from a file or an editor end in an unintended newline.
    return Object.fromEntries(names.map((name) => [name, texts.apply((all) => (all[name] ?? "").trim())]));
}

/**
 * Reports the map if nothing in it is encrypted. The SDK has no public function for this; a test on the engine covers
 * the internal one.
 */
function plainCredentials({ values, underOurs }: Found, project: string): Problem[] {
    const name = "credentials";
    const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
    const key = `${underOurs.has(name) ? namespace : project}:${name}`;
    const isPlain = !["", "{}"].includes(values.get(name) ?? "") && !isConfigSecret(key);
    return isPlain ? [{ key, message: `got secrets in plain text; allowed: encrypted ones: ${howToSet()}` }] : [];
}

/** Replaces an encrypted value in the offline plan. */
export const secretPlaceholder = secretMark;

function usableLicence(text: string): string {
    if (text === secretPlaceholder && pulumi.runtime.isDryRun()) {
        return text;
    }
    const key = writtenKey("kongLicense", pulumi.getProject(), pulumi.runtime.allConfig());
    const warning = checkLicence(key, text, new Date());
    if (warning !== undefined) {
        void pulumi.log.warn(warning);
    }
    return text;
}
