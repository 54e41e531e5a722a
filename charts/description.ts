import type { OperatedFact } from "./operated";
import type { ChartPin } from "./pin";
import type { AlertmanagerFact, DatasourceFact, GrafanaFact, KongFact, PrometheusFact } from "./programs";
import type { Facts, Named, None, Path, Switch } from "./words";

/** A Service that others call. */
interface ServiceFact {
    name: Named;
    /** Port numbers of the Service (not of the container) by what they are for. */
    ports: Readonly<Record<string, number>>;
    /** Labels by which it finds its pods. @default nobody asks for them */
    selects?: (release: string) => Readonly<Record<string, string>>;
}

/** Where the values ask for something that Prometheus must find. */
export type MonitorFact = MonitorPlace & (ScrapedFact | { kind: "PrometheusRule" });

interface MonitorPlace {
    path: Path;
    /** Key of the labels in it. */
    labels: string;
    /** Key of the switch in it. @default enabled */
    enabled?: string;
    /** The chart writes a label `release` itself. */
    fixedRelease?: true;
}

interface ScrapedFact {
    /** @default ServiceMonitor */
    kind?: "ServiceMonitor" | "PodMonitor";
    /** The pods' port that Prometheus asks, unless the values say another. */
    port: number;
}

/** A volume of each pod of a StatefulSet. */
export interface VolumeFact {
    /** Where its size stands. `enabled: false` beside it means that there is no volume. */
    path: Path;
    /** The key of the stack's configuration that the size is made of. @default none: it is in our values alone */
    setting?: string;
    /** Claims are called `<template>-<set>-<number>`. */
    template: string;
    /**
     * Kubernetes lets nobody change the claim templates of a set. Helm fails at it forever; the Prometheus operator
     * takes the set away and makes it anew (`ForceUpdateStatefulSet`), with the claims that are there, whatever their
     * size.
     */
    madeBy: "helm" | "operator";
    /** Values with which the chart itself does all that we ask for. */
    automatic?: Path;
}

/** How many pods stand in for each other, and what keeps them apart. */
export interface ScalingFact {
    replicas: { path: Path; standard: number };
    autoscaling: { enabled: Path; least: Path; standard: number };
    /** A switch that makes one pod on each node of it. */
    daemonSet: Path;
    budget: { enabled: Path; maxUnavailable: Path };
    spread: Path;
    affinity: Path;
}

/** Something that runs pods. */
export interface WorkloadFact {
    /** What it is, in our words. */
    part: string;
    kind: "Deployment" | "StatefulSet" | "DaemonSet";
    name: Named;
    /** Where the resources of its main container stand, or why nobody is to set them. */
    resources: Path | None;
    /** Where its replicas and their placement stand, or why one pod does. */
    scaling: ScalingFact | None;
    /** How many pods there are where `scaling` does not say. @default one */
    replicas?: { path: Path; standard: number };
    /** It is not made where one of these holds. @default always made */
    unless?: readonly Switch[];
    /** It is made only where this holds; an absent value counts as `undefined`. @default always made */
    when?: Switch;
    volume?: VolumeFact;
}

/** A store of a signal. */
export interface StoreFact {
    signal: "metrics" | "logs" | "traces";
    /** Where it is told how long data is kept: the first that is set holds. */
    retention: readonly [Path, ...Path[]];
    /** A switch without which nothing is deleted, or why there is none. */
    deletion: Path | None;
    /**
     * Where it is told where data is kept, and what holds where nothing says; in a list of periods (`list` is the key
     * in each), the last counts. Or why there is no choice.
     */
    backend: { path: Path; list?: string; standard: string } | None;
    /** Where it is told the name of its bucket in S3, or why it has none. */
    bucket: Path | None;
    /** What makes it ask each request for a tenant, and what it does where the values say nothing. */
    tenancy: { path: Path; standard: boolean } | None;
    /** Where it is told the most that it may keep, and the size of the volume that has to hold that. */
    limit: { path: Path; volume: Path } | None;
    /** What makes series of its data, off where nothing is said, and the list of what it makes. */
    generator: { enabled: Path; processors: Path } | None;
}

/** Where a chart takes the environment of a Go process, as an object or as a list. */
export interface GoFact {
    /** Where the limits stand under `limits`. */
    resources: Path;
    environment: Path;
    as: "object" | "list";
}

/** What Loki's configuration is called in a chart. */
export interface LokiFact {
    /** Of its main Service; others begin with it. */
    service: Named;
    /** Where Loki's own configuration stands. */
    config: Path;
    /** Key of the schema in it. */
    schema: string;
    /** Where the container's resources stand. */
    resources: Path;
    /** What a chart of such a major version runs unless its values say otherwise: the first that applies. */
    runs: readonly { fromMajor: number; version: string }[];
    /** The schema that the chart has of its own, where it is not fit for OTLP. */
    ownSchema?: string;
}

/** A chart in a chart. */
interface PartFact {
    chart: string;
    enabled: { path: Path; standard: boolean };
    /** Its images are gone from the public registry, unless another is named here. */
    gone: Path | None;
}

/** What is known of one chart: each kind is there, or why there is none of it. */
export interface ChartDescription {
    pin: ChartPin;
    /** The Services that others of this program call, by what they are. */
    services: Readonly<Record<string, ServiceFact>>;
    monitors: Facts<MonitorFact>;
    workloads: Facts<WorkloadFact>;
    /** Custom resources of which its operator makes something. */
    operates: Facts<OperatedFact>;
    stores: Facts<StoreFact>;
    /** Go processes that are to know their limits. */
    goRuntime: Facts<GoFact>;
    /** Where it takes an image of which, where the values say nothing, each pull may bring another. */
    floatingImages: Facts<Path>;
    /** Other charts in it that matter by themselves. */
    parts: Facts<PartFact>;
    /** Why it is installed no more, and what takes its place. */
    deprecated: { why: string; successor: string } | None;
    grafana: GrafanaFact | None;
    /** Datasources that it makes by itself. */
    datasources: Facts<DatasourceFact>;
    prometheus: PrometheusFact | None;
    alertmanager: AlertmanagerFact | None;
    loki: LokiFact | None;
    kong: KongFact | None;
}
