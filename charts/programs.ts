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
