import { at, textAt, unknown, type Values } from "./resource";
import type { KongNode } from "./kong";

/** The Services that Kong's chart makes beside the proxy's. */
export const inwardServices = ["admin", "manager", "portal", "portalapi", "cluster", "clustertelemetry"] as const;
type InwardService = (typeof inwardServices)[number];

/** What Kong's chart 3.4 does where its values say nothing. */
const defaults: Record<InwardService, { enabled: boolean; type: string; http: boolean; tls: boolean }> = {
    admin: { enabled: false, type: "NodePort", http: false, tls: true },
    manager: { enabled: true, type: "NodePort", http: true, tls: true },
    portal: { enabled: true, type: "NodePort", http: true, tls: true },
    portalapi: { enabled: true, type: "NodePort", http: true, tls: true },
    cluster: { enabled: false, type: "ClusterIP", http: false, tls: false },
    clustertelemetry: { enabled: false, type: "ClusterIP", http: false, tls: false },
};

export interface KongService {
    service: InwardService;
    /** Its name on the cluster; undefined where the release's name is not known. */
    name: string | undefined;
    /** Undefined where it is not known yet. */
    type: string | undefined;
    /** Nothing sets the type: the chart's default holds. */
    defaulted: boolean;
    /** The node's values under the Service's key. */
    values: Values;
}

/** The Services, other than the proxy's, that a node's chart would make: `enabled`, with at least one listener. */
export function kongServices(node: KongNode): KongService[] {
    if (at(node.values, "deployment", "kong", "enabled") === false) {
        return [];
    }
    const enterprise = at(node.values, "enterprise", "enabled") === true;
    return inwardServices
        .filter((service) => (enterprise || !service.startsWith("portal")) && isMade(node, service))
        .map((service) => kongService(node, service));
}

function isMade(node: KongNode, service: InwardService): boolean {
    const preset = presetOf(node, service);
    const enabled = (at(node.values, service, "enabled") ?? preset.enabled) === true;
    return (
        enabled &&
        (["http", "tls"] as const).some(
            (listener) => (at(node.values, service, listener, "enabled") ?? preset[listener]) === true,
        )
    );
}

function kongService(node: KongNode, service: InwardService): KongService {
    const type = at(node.values, service, "type");
    const base = fullName(node);
    const values = node.values[service];
    return {
        service,
        name: textAt(node.values, service, "nameOverride") ?? (base === undefined ? undefined : `${base}-${service}`),
        type: type === unknown ? undefined : typeof type === "string" ? type : presetOf(node, service).type,
        defaulted: type === undefined || type === null,
        values: typeof values === "object" && values !== null ? (values as Values) : {},
    };
}

/** The chart `ingress` turns its gateway's Admin API on as a headless Service, for the controller alone. */
function presetOf({ role }: KongNode, service: InwardService): (typeof defaults)[InwardService] {
    return role === "ingress" && service === "admin"
        ? { ...defaults.admin, enabled: true, type: "ClusterIP" }
        : defaults[service];
}

/** `<release>-kong`, or `<release>-gateway` in the chart `ingress`; what every name of the chart begins with. */
function fullName({ install, role, values }: KongNode): string | undefined {
    const override = textAt(values, "fullnameOverride");
    const name = textAt(values, "nameOverride") ?? (role === "ingress" ? "gateway" : "kong");
    return (
        override ??
        (install.releaseName === undefined
            ? undefined
            : `${install.releaseName}-${name}`.slice(0, 63).replace(/-$/, ""))
    );
}
