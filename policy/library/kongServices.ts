import { chartNames, charts } from "../../charts";
import type { KongSection } from "../../charts/programs";
import { given } from "../../charts/words";
import { at, textAt, unknown, type Values } from "./resource";
import type { KongNode } from "./kong";

/** The Services that Kong's chart creates in addition to the proxy's. */
export const inwardServices = ["admin", "manager", "portal", "portalapi", "cluster", "clustertelemetry"] as const;
type InwardService = Extract<KongSection, (typeof inwardServices)[number]>;

/** Ports of a listener, plain and with TLS. Service and container use the same. */
export function kongPorts(section: KongSection): number[] {
    const all = chartNames.flatMap((chart) => {
        const { http, tls } = given(charts[chart].kong)?.sections[section] ?? {};
        return [http && given(http)?.port, tls?.port].filter((port) => port !== undefined);
    });
    return [...new Set(all)];
}

export interface KongService {
    service: InwardService;
    /** Its name on the cluster; undefined if the release's name is unknown. */
    name: string | undefined;
    /** Undefined if unknown. */
    type: string | undefined;
    /** The type is not set, so the chart's default applies. */
    defaulted: boolean;
    /** The node's values under the Service's key. */
    values: Values;
}

/** The Services, except the proxy's, that a node's chart would create: enabled, with at least one listener. */
export function kongServices(node: KongNode): KongService[] {
    if (at(node.values, "deployment", "kong", "enabled") === false) {
        return [];
    }
    const enterprise = at(node.values, "enterprise", "enabled") === true;
    return inwardServices
        .filter((service) => (enterprise || !service.startsWith("portal")) && isMade(node, service))
        .map((service) => kongService(node, service));
}

function isMade({ values, fact: { sections } }: KongNode, service: InwardService): boolean {
    const { enabled, http, tls } = sections[service];
    const listens = { http: given(http)?.enabled === true, tls: tls.enabled };
    return (
        (at(values, service, "enabled") ?? enabled) === true &&
        (["http", "tls"] as const).some(
            (listener) => (at(values, service, listener, "enabled") ?? listens[listener]) === true,
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
        type:
            type === unknown
                ? undefined
                : typeof type === "string"
                  ? type
                  : given(node.fact.sections[service].service)?.type,
        defaulted: type === undefined || type === null,
        values: typeof values === "object" && values !== null ? (values as Values) : {},
    };
}

/** `<release>-kong`, or `<release>-gateway` in the chart `ingress`: the prefix of every name in the chart. */
function fullName({ install, fact, values }: KongNode): string | undefined {
    const override = textAt(values, "fullnameOverride");
    const name = textAt(values, "nameOverride") ?? fact.name;
    return (
        override ??
        (install.releaseName === undefined
            ? undefined
            : `${install.releaseName}-${name}`.slice(0, 63).replace(/-$/, ""))
    );
}
