import type { None, Path } from "./words";

/** Kong's listeners, by their sections in the values of Kong's chart. */
export type KongSection =
    "proxy" | "admin" | "manager" | "portal" | "portalapi" | "cluster" | "clustertelemetry" | "status";

/** What Kong's chart makes of a section where the values say nothing. */
export interface KongSectionFact {
    enabled: boolean;
    http: { enabled: boolean; port: number } | None;
    /** `http2`: its parameters hold that word. */
    tls: { enabled: boolean; port: number; http2: boolean };
    /** Its Service, and whether that has the label by which the chart's monitor selects. */
    service: { type: string; labelled: boolean } | None;
}

/** Where a chart takes what Kong's own chart takes. */
export interface KongFact {
    /** Where the values of Kong's chart stand. All that follows is seen from there. */
    nodes: Path;
    /** Gateways without a database, which a controller configures; or the node's own environment says what it is. */
    role: "ingress" | "asTold";
    /** What stands after the release's name in every name, unless the values say another. */
    name: string;
    sections: Readonly<Record<KongSection, KongSectionFact>>;
    /** How a pod ends where the values say nothing: the seconds of the chart's own hook, and those of the pod. */
    end: { lifecycle: Path; wait: number; timeout: number; grace: Path; graceSeconds: number };
    /** Where the values of an ingress controller stand, seen from the whole chart's. */
    controller: Path;
}

/** A container beside Grafana that writes what it finds on the cluster into Grafana's folders. */
export interface SidecarFact {
    enabled: boolean;
    /** Key of the switch that makes it an init container. */
    init: string;
    /** As an init container that has to end, the chart lets it list once, whatever `watchMethod` says. */
    endsByItself: boolean;
    /** Port of its health check unless the probe names one. */
    port: number;
    /** What it looks for: a label and its value (any without one), in every namespace or in its own. */
    finds: { label: string; value: string | undefined; everywhere: boolean } | None;
}

type SidecarPart = "alerts" | "datasources" | "notifiers" | "dashboards";

/** Where a chart takes what Grafana's own chart takes. */
export interface GrafanaFact {
    /** Where the values of Grafana's chart stand. */
    path: Path;
    /** By their sections under `sidecar`. */
    sidecars: Readonly<Record<SidecarPart, SidecarFact>>;
    /** A file that the chart always provisions, with the datasources that stand here in Grafana's values. */
    additional: { file: string; path: Path } | None;
    /** Chart versions below this one give Grafana a password that everybody knows unless told otherwise. */
    knownPasswordBefore: number | None;
}

/** What a chart writes of a datasource, and where its values say otherwise. */
interface Said<T> {
    path: Path | None;
    standard: T;
}

/** A datasource that a chart makes by itself for whichever Grafana finds it. */
export interface DatasourceFact {
    /** The file in which it stands. */
    file: string;
    type: string;
    /** It is made unless one of these is false. */
    on: readonly Path[];
    name: Said<string>;
    uid: Said<string | undefined>;
    isDefault: Said<boolean | undefined>;
    /** How to be rid of it. */
    remove: string;
}

/** Where a chart takes a Prometheus. */
export interface PrometheusFact {
    /** Its section, whose `enabled: false` leaves it out. */
    path: Path;
    /** The specification of its custom resource. */
    spec: Path;
    /** Where the section lists further monitors. */
    monitors: readonly Path[];
    /** Alert rules in the chart's values: files by name, and a list of them. */
    rules: { map: Path; list: Path };
}

/** Where a chart takes an Alertmanager. */
export interface AlertmanagerFact {
    /** Its section, whose `enabled: false` leaves it out. */
    path: Path;
    /** The specification of its custom resource. */
    spec: Path;
    /** A switch of alerts that the chart brings, on where nothing is said. */
    chartAlerts: Path;
}
