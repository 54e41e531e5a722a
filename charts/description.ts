import type { OperatedFact } from "./operated";
import type { ChartPin } from "./pin";
import type { AlertmanagerFact, DatasourceFact, GrafanaFact, KongFact, PrometheusFact } from "./programs";
import type { Facts, Named, None, Path, Switch } from "./words";

/** A Service that others call. */
interface ServiceFact {
    name: Named;
    /** Port numbers of the Service (not of the container) by purpose. */
    ports: Readonly<Record<string, number>>;
    /**
     * Labels by which it selects its pods.
     * @default unknown, since nothing uses them
     */
    selects?: (release: string) => Readonly<Record<string, string>>;
}

/** Where a chart's values request something that Prometheus must select. */
export type MonitorFact = MonitorPlace & (ScrapedFact | { kind: "PrometheusRule" });

interface MonitorPlace {
    path: Path;
    /** Key of the labels below this place. */
    labels: string;
    /**
     * Key of the switch below this place.
     * @default enabled
     */
    enabled?: string;
    /** The chart sets the label `release` itself. */
    fixedRelease?: true;
}

interface ScrapedFact {
    /** @default ServiceMonitor */
    kind?: "ServiceMonitor" | "PodMonitor";
    /** The port of the pods that Prometheus scrapes, unless the values set another. */
    port: number;
}

/** A volume of each pod of a StatefulSet. */
export interface VolumeFact {
    /** Path of its size. `enabled: false` next to it means that there is no volume. */
    path: Path;
    /**
     * The key of the stack's configuration that sets the size.
     * @default none: only chart values set it
     */
    setting?: string;
    /** Claims are called `<template>-<set>-<number>`. */
    template: Named;
    /**
     * Claim templates of a StatefulSet are immutable in Kubernetes. Helm fails at a change every time; the Prometheus
     * operator recreates the StatefulSet (`ForceUpdateStatefulSet`) and keeps existing claims, whatever their size.
     */
    madeBy: "helm" | "operator";
    /** Values with which the chart does everything here itself. */
    automatic?: Path;
}

/** How many pods replace each other, and what keeps them apart. */
export interface ScalingFact {
    replicas: { path: Path; standard: number };
    autoscaling: { enabled: Path; least: Path; standard: number };
    /** A switch for a DaemonSet: one pod on each node. */
    daemonSet: Path;
    budget: { enabled: Path; maxUnavailable: Path };
    spread: Path;
    affinity: Path;
}

/** A workload: something that runs pods. */
export interface WorkloadFact {
    /** Name of the part in this program's terms. */
    part: string;
    kind: "Deployment" | "StatefulSet" | "DaemonSet";
    name: Named;
    /** Path of its main container's resources, or why they are not to be set. */
    resources: Path | None;
    /** Paths of its replicas and their placement, or why it has one pod. */
    scaling: ScalingFact | None;
    /**
     * Number of pods if `scaling` does not say.
     * @default one
     */
    replicas?: { path: Path; standard: number };
    /**
     * It is not created if one of these holds.
     * @default always created
     */
    unless?: readonly Switch[];
    /**
     * It is created only if this holds; an absent value counts as `undefined`.
     * @default always created
     */
    when?: Switch;
    volume?: VolumeFact;
    /**
     * What it needs of each node, in which it looks deeper than a container may.
     * @default nothing
     */
    ofNode?: NodeFact;
}

/** Pods that need more of a node than a container usually gets: its processes, its kernel, its network. */
export interface NodeFact {
    /** As a sentence without an end. */
    why: string;
    /** The oldest version of Linux on which it works. */
    kernel: string;
    /** The switch without which it is not created. */
    enabled: { path: Path; standard: boolean };
}

/** A password that a chart takes as a value only: it has no way to name a Secret. */
interface PasswordFact {
    path: Path;
    /** What the chart's own values have there. */
    wellKnown: readonly string[];
}

/** A store of a signal. */
export interface StoreFact {
    signal: "metrics" | "logs" | "traces";
    /**
     * It is not created if one of these holds.
     * @default always created
     */
    unless?: readonly Switch[];
    /** Paths of the retention; the first that is set applies. */
    retention: readonly [Path, ...Path[]];
    /** Path of the switch without which nothing is deleted, or why there is none. */
    deletion: Path | None;
    /**
     * Path of the storage backend, and its default; in a list of periods (`list` is the key in each), the last one
     * applies. Or why there is no choice.
     */
    backend: { path: Path; list?: string; standard: string } | None;
    /** Path of the S3 bucket's name, or why it has none. */
    bucket: Path | None;
    /** Path of the switch that requires a tenant in each request, and its default. */
    tenancy: { path: Path; standard: boolean } | None;
    /** Path of the limit of stored data, and the size of the volume that must hold it. */
    limit: { path: Path; volume: Path } | None;
    /** Path of the switch that derives series from its data (off by default), and of the list of what it derives. */
    generator: { enabled: Path; processors: Path } | None;
}

/** Where a chart takes the environment of a Go process, as an object or a list. */
export interface GoFact {
    /** Path of the object that has `limits`. */
    resources: Path;
    environment: Path;
    as: "object" | "list";
}

/** Where a chart takes Loki's configuration. */
export interface LokiFact {
    /** Name of its main Service; other Services' names begin with it. */
    service: Named;
    /** Path of Loki's own configuration. */
    config: Path;
    /** Key of the schema in it. */
    schema: string;
    /** Path of the container's resources. */
    resources: Path;
    /** The version that a chart of a major version runs unless its values set another: the first that applies. */
    runs: readonly { fromMajor: number; version: string }[];
    /** The chart's built-in schema, if it does not support OTLP. */
    ownSchema?: string;
}

/** A subchart. */
interface PartFact {
    chart: string;
    enabled: { path: Path; standard: boolean };
    /** Path of the setting for another registry, without which its images can no longer be pulled. */
    gone: Path | None;
}

/** `Kind/name` of an object without a namespace, which another release may want too. */
type ClusterWideFact = (release: string, namespace: string) => string;

/** What must not run twice on a cluster. */
export interface SoleFact {
    /** For people. */
    what: string;
    kind: "Deployment" | "DaemonSet";
    /** The end of its image's repository, which tells it from others whoever installed it. */
    image: string;
    /** What two of them do to each other. */
    why: string;
    /** What to do where one is there. */
    instead: string;
    /**
     * The port of each node that it takes: what stands in the way of a second is the port alone.
     * @default none
     */
    hostPort?: { path: Path; standard: number };
    /**
     * It is not created if one of these holds.
     * @default always created
     */
    unless?: readonly Switch[];
}

/**
 * Fields of a chart's objects that somebody else writes once they exist, or that are other ones in each rendering. Argo
 * CD ignores them (`ignoreDifferences`), and keeps what is there.
 */
export interface TakenOverFact {
    group?: string;
    kind: string;
    /** @default every object of the kind */
    name?: Named;
    /** JSON pointers. */
    pointers?: readonly string[];
    /** jq paths, for what is in lists. */
    paths?: readonly string[];
    why: string;
}

/** What a chart needs where it is only rendered, without Helm's hooks and its look into the cluster. */
interface RenderedFact {
    /** Merged over the values; `null` removes what the chart has. */
    values: Readonly<Record<string, unknown>>;
    why: string;
}

/** What is known of one chart. Each kind of fact is there, or the reason why there is none. */
export interface ChartDescription {
    pin: ChartPin;
    /** The Services that other parts of this program call, by role. */
    services: Readonly<Record<string, ServiceFact>>;
    monitors: Facts<MonitorFact>;
    workloads: Facts<WorkloadFact>;
    /** Custom resources from which its operator creates objects. */
    operates: Facts<OperatedFact>;
    /** `Kind/name` of its objects that belong to no namespace, without its CRDs. */
    clusterWide: Facts<ClusterWideFact>;
    /** What must not run twice on a cluster. */
    sole: Facts<SoleFact>;
    /** Fields of its objects that others write once they exist. */
    takenOver: Facts<TakenOverFact>;
    /** What else it needs where it is only rendered. */
    rendered: RenderedFact | None;
    stores: Facts<StoreFact>;
    /** Go processes that must know their limits. */
    goRuntime: Facts<GoFact>;
    /** Paths of images whose default tag may change with each pull. */
    floatingImages: Facts<Path>;
    /** Passwords that its values must hold themselves. */
    passwords: Facts<PasswordFact>;
    /** Subcharts with facts of their own. */
    parts: Facts<PartFact>;
    /** Why it is no longer installed, and its successor. */
    deprecated: { why: string; successor: string } | None;
    grafana: GrafanaFact | None;
    /** Datasources that the chart itself creates. */
    datasources: Facts<DatasourceFact>;
    prometheus: PrometheusFact | None;
    alertmanager: AlertmanagerFact | None;
    loki: LokiFact | None;
    kong: KongFact | None;
}
