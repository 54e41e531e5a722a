import type { connectAccess } from "../../components/access/access";
import type { connectCluster } from "../../components/cluster/connect";
import type { connectGateway } from "../../components/gateway/connect";
import type { connectObservability } from "../../components/observability/connect";
import type { connectStorage } from "../../components/observability/storage/connect";
import type { deliveryOf } from "../../settings/delivery";
import type { readKubeconfig } from "../../settings/kubeconfig";
import type { OwnObjectives, withObjectives } from "../../settings/objectives";
import type { runbookBaseUrlOf } from "../../settings/shortForms";
import type { telemetryOf } from "../../settings/telemetry";
import type { PlainSettings } from "../../settings/schema";

/** The keys of a value, at every depth, each of them there. A text that may come later is a text. */
type Keys<Of> = [string] extends [Of] ? true : KeysOfEach<Of>;

type KeysOfEach<Of> = Of extends readonly (infer Item)[]
    ? Keys<Item>[]
    : Of extends object
      ? string extends keyof Of
          ? true
          : { [Key in keyof Of]-?: Keys<NonNullable<Of[Key]>> }
      : true;

type Argument<Of extends (...args: never[]) => unknown, Position extends number> = Parameters<Of>[Position];
type Observability = Argument<typeof connectObservability, 1>;
type Storage = Argument<typeof connectStorage, 0>;
type Cluster = Argument<typeof connectCluster, 1>;
type Eks = Extract<Cluster, { kind: "eks" }>;
type ExistingNetwork = Extract<Eks["network"], { vpcId: string }>;
type Gateway = Argument<typeof connectGateway, 2>;

/** Who takes each setting. What index.ts itself uses up is its own taker. */
interface Takers extends Pick<Observability, "collector" | "networkPolicies" | "deepflow"> {
    metrics: Observability["metrics"] & Argument<typeof runbookBaseUrlOf, 0>["metrics"];
    alerts: Observability["alerts"] & { objectives?: NonNullable<Argument<typeof withObjectives, 1>> };
    logs: Observability["logs"] & Pick<Storage["logs"], "storage"> & Argument<typeof telemetryOf, 0>["logs"];
    traces: Observability["traces"] & Pick<Storage["traces"], "storage">;
    cluster:
        | (Omit<Eks, "network"> & { network: Exclude<Eks["network"], { vpcId: string }> & ExistingNetwork })
        | (Extract<Cluster, { kind: "kubeconfig" }> & Argument<typeof readKubeconfig, 1>);
    delivery: NonNullable<Argument<typeof connectCluster, 2>["by"]> & Argument<typeof deliveryOf, 0>["delivery"];
    kong: Argument<typeof connectGateway, 0>;
    sampling: Gateway["signals"]["sampling"];
    gateway: Pick<Gateway, "plugins" | "selectTag"> & {
        services: (Omit<Gateway["services"][number], "slo"> & { slo?: OwnObjectives })[];
    } & Pick<Gateway["signals"], "accessLog" | "resourceAttributes">;
    access: Argument<typeof connectAccess, 1> & { grafana?: { oidc?: Observability["grafanaOidc"] } };
    probes: Gateway["probes"];
    registry: Observability["delivery"]["registry"];
    chartOverrides: Observability["delivery"]["overrides"];
    releaseNames: NonNullable<Observability["delivery"]["releaseNames"]>;
    sample: boolean;
    namespaces: PlainSettings["namespaces"];
    observability:
        Exclude<PlainSettings["observability"], { kind: "own" }> | { kind: "own"; existing: Observability["existing"] };
    protect: boolean;
}

type Covers<Taken extends Given, Given> = Taken;

/**
 * Does not compile where a setting has a key that its taker lacks, and names it: an object that is spread may have more
 * keys than its taker's type, so nothing else would say that nobody reads it.
 */
export type EachSettingIsRead = Covers<Keys<Takers>, Keys<PlainSettings>>;
