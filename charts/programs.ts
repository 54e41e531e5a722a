import type { None, Path } from "./words";

/** Kong's listeners, by their section in the values of Kong's chart. */
export type KongSection =
    "proxy" | "admin" | "manager" | "portal" | "portalapi" | "cluster" | "clustertelemetry" | "status";

/** Defaults of Kong's chart for a section. */
export interface KongSectionFact {
    enabled: boolean;
    http: { enabled: boolean; port: number } | None;
    /** `http2`: whether its parameters include that word. */
    tls: { enabled: boolean; port: number; http2: boolean };
    /** Its Service, and whether that has the label that the chart's monitor selects. */
    service: { type: string; labelled: boolean } | None;
}

/** Where a chart takes the values of Kong's chart. */
export interface KongFact {
    /** Path of the values of Kong's chart. The paths below start there. */
    nodes: Path;
    /**
     * `ingress`: gateways without a database, which a controller configures. `asTold`: the node's own environment
     * decides.
     */
    role: "ingress" | "asTold";
    /** Suffix of the release's name in every object's name, unless the values set another. */
    name: string;
    sections: Readonly<Record<KongSection, KongSectionFact>>;
    /** Shutdown of a pod by default: seconds of the chart's hook, and of the pod's grace period. */
    end: { lifecycle: Path; wait: number; timeout: number; grace: Path; graceSeconds: number };
    /** Path of an ingress controller's values, in the values of the whole chart. */
    controller: Path;
}

/** A container next to Grafana that copies what it finds on the cluster into Grafana's folders. */
export interface SidecarFact {
    enabled: boolean;
    /** Key of the switch that makes it an init container. */
    init: string;
    /** Whether, as an init container, it lists once and ends, regardless of `watchMethod`. */
    endsByItself: boolean;
    /** Port of its health check unless the probe sets one. */
    port: number;
    /** What it looks for: a label and its value (any if undefined), in every namespace or only its own. */
    finds: { label: string; value: string | undefined; everywhere: boolean } | None;
}

type SidecarPart = "alerts" | "datasources" | "notifiers" | "dashboards";

/** Where a chart takes the values of Grafana's chart. */
export interface GrafanaFact {
    /** Path of the values of Grafana's chart. */
    path: Path;
    /** By their section under `sidecar`. */
    sidecars: Readonly<Record<SidecarPart, SidecarFact>>;
    /** A file that the chart always provisions, with the datasources at this path in Grafana's values. */
    additional: { file: string; path: Path } | None;
    /** Chart versions below this one set a well-known default password. */
    knownPasswordBefore: number | None;
}

/** What a chart writes into a datasource, and the path of the value that overrides it. */
interface Said<T> {
    path: Path | None;
    standard: T;
}

/** A datasource that a chart itself creates, for any Grafana that finds it. */
export interface DatasourceFact {
    /** The file that contains it. */
    file: string;
    type: string;
    /** It is created unless one of these is false. */
    on: readonly Path[];
    name: Said<string>;
    uid: Said<string | undefined>;
    isDefault: Said<boolean | undefined>;
    /** How to remove it. */
    remove: string;
}

/** Where a chart takes the settings of a Prometheus. */
export interface PrometheusFact {
    /** Path of its section, in which `enabled: false` omits it. */
    path: Path;
    /** Path of its custom resource's `spec`. */
    spec: Path;
    /** Paths of lists of additional monitors in the section. */
    monitors: readonly Path[];
    /** Paths of alert rules in the chart's values: files by name, and a list. */
    rules: { map: Path; list: Path };
}

/** Where a chart takes the settings of an Alertmanager. */
export interface AlertmanagerFact {
    /** Path of its section, in which `enabled: false` omits it. */
    path: Path;
    /** Path of its custom resource's `spec`. */
    spec: Path;
    /** Path of the switch for the chart's own alerts, which are on by default. */
    chartAlerts: Path;
}
