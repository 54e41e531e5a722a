import type { ChartPin } from "./pin";

/** Where something stands in a chart's values. */
export type Path = readonly string[];

/** Said in the place of facts that a chart does not have, with the reason: nothing is left out in silence. */
export interface None {
    none: string;
}

/** What a chart has of one kind, or why it has none. */
export type Facts<T> = readonly [T, ...T[]] | None;

/** The facts themselves, none included. */
export function listed<T>(facts: Facts<T>): readonly T[] {
    return "none" in facts ? [] : facts;
}

/** A name on the cluster, by the name of the release. */
export type Named = (release: string) => string;

/** As most charts name their objects: the release's name, which need not say the chart's twice. */
export function fullName(chart: string): Named {
    return (release) => (release.includes(chart) ? release : `${release}-${chart}`);
}

/** A Service that others call. */
interface ServiceFact {
    name: Named;
    /** Port numbers of the Service (not of the container) by what they are for. */
    ports: Readonly<Record<string, number>>;
}

/** A switch in the values: where it stands, and what is the other answer than the one that says nothing. */
export interface Switch {
    path: Path;
    /** Any of these. */
    values: readonly unknown[];
}

/** Where the values ask for something that Prometheus must find. */
export interface MonitorFact {
    path: Path;
    /** Key of the labels in it. */
    labels: string;
    /** Key of the switch in it. @default enabled */
    enabled?: string;
    /** @default ServiceMonitor */
    kind?: "ServiceMonitor" | "PodMonitor" | "PrometheusRule";
    /** The chart writes a label `release` itself. */
    fixedRelease?: true;
}

/** A volume of each pod of a StatefulSet. */
export interface VolumeFact {
    /** Where its size stands. `enabled: false` beside it means that there is no volume. */
    path: Path;
    /** The key of the stack's configuration that the size is made of. @default none: it stands in our values alone */
    setting?: string;
    /** Claims are called `<template>-<set>-<number>`. */
    template: string;
    /**
     * Kubernetes lets nobody change the claim templates of a set. Helm fails at it for ever; the Prometheus operator
     * takes the set away and makes it anew (`ForceUpdateStatefulSet`), with the claims that are there, whatever their
     * size.
     */
    madeBy: "helm" | "operator";
    /** Values with which the chart itself does all that we ask for. */
    automatic?: Path;
}

/** Something that runs pods. */
export interface WorkloadFact {
    /** What it is, in our words. */
    part: string;
    kind: "Deployment" | "StatefulSet" | "DaemonSet";
    name: Named;
    /** Where the resources of its main container stand, or why nobody is to set them. */
    resources: Path | None;
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
    /** What makes it ask each request for a tenant, and what it does where the values say nothing. */
    tenancy: { path: Path; standard: boolean } | None;
}

/** Where a chart takes the environment of a Go process, as an object or as a list. */
export interface GoFact {
    /** Where the limits stand under `limits`. */
    resources: Path;
    environment: Path;
    as: "object" | "list";
}

/** Where a chart takes one of its images. */
interface ImageFact {
    path: Path;
    /** What the chart runs where the values say nothing moves from one image to another. */
    moves?: true;
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

/** What is known of one chart: each kind is there, or why there is none of it. */
export interface ChartDescription {
    pin: ChartPin;
    /** The Services that others of this program call, by what they are. */
    services: Readonly<Record<string, ServiceFact>>;
    monitors: Facts<MonitorFact>;
    workloads: Facts<WorkloadFact>;
    stores: Facts<StoreFact>;
    /** Go processes that are to know their limits. */
    goRuntime: Facts<GoFact>;
    images: Facts<ImageFact>;
    /** Where Grafana's own values stand. */
    grafana: { path: Path } | None;
    loki: LokiFact | None;
}
