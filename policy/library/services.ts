import { hidden } from "../../model/secrets/hide";
import type { Served } from "../../model/services";
import { type Collector, collectors } from "./collector";
import { at, isValues, leaves, listAt, textAt, unknown } from "./resource";
import type { System } from "./system";

/** A Service inside the cluster that an address leads to. */
export interface ClusterAddress {
    service: string;
    namespace: string;
    /** Undefined where the address names none, and its scheme implies none. */
    port: number | undefined;
}

/**
 * All Services that can be told: what components say they serve, Service objects, and what the operator makes for each
 * collector.
 */
export function knownServices(system: System): Served[] {
    return [
        ...system.served,
        ...serviceObjects(system),
        ...collectors(system).flatMap((collector) => collectorServices(system, collector)),
    ];
}

function serviceObjects(system: System): Served[] {
    return system
        .kubernetes("Service", "core/v1")
        .concat(system.kubernetes("Service", "v1"))
        .map(({ inputs }) => ({
            service: textAt(inputs, "metadata", "name") ?? "",
            namespace: textAt(inputs, "metadata", "namespace") ?? "default",
            ports: Object.fromEntries(
                listAt(inputs, "spec", "ports").map(({ name, port }, index) => [
                    typeof name === "string" ? name : String(index),
                    Number(port),
                ]),
            ),
        }));
}

/** The operator calls them `<collector>-collector` and gives them the ports of the receivers. */
function collectorServices(system: System, { urn, name, mode, config }: Collector): Served[] {
    const object = system.resources.find((resource) => resource.urn === urn);
    const base = `${textAt(object?.inputs, "metadata", "name") ?? name}-collector`;
    const namespace = textAt(object?.inputs, "metadata", "namespace") ?? "default";
    const ports = receiverPorts(config.receivers);
    return mode === "sidecar" ? [] : [base, `${base}-headless`].map((service) => ({ service, namespace, ports }));
}

function receiverPorts(receivers: unknown): Record<string, number> {
    const written = [...leaves(receivers)].flatMap(({ path, value }) => {
        const port = path.endsWith("endpoint") && typeof value === "string" ? /:(\d+)$/.exec(value)?.[1] : undefined;
        return port === undefined ? [] : [[path, Number(port)] as const];
    });
    const defaults = Object.entries(isValues(receivers) ? receivers : {})
        .filter(([id]) => /^otlp(\/|$)/.test(id))
        .flatMap(([id, receiver]) =>
            (
                [
                    ["grpc", 4317],
                    ["http", 4318],
                ] as const
            ).flatMap(([protocol, port]) => {
                const protocols = at(receiver, "protocols");
                const on =
                    isValues(protocols) && protocol in protocols && at(protocols, protocol, "endpoint") === undefined;
                return on ? [[`${id}.${protocol}`, port] as const] : [];
            }),
        );
    return Object.fromEntries([...written, ...defaults]);
}

/**
 * The Service that an address (`http://tempo:3200`, `tempo.observability.svc:4317`) leads to.
 * @param from the namespace in which a bare name is looked up
 * @returns undefined where it leads out of the cluster, or where that cannot be told
 */
export function clusterAddress(
    services: readonly Served[],
    address: unknown,
    from: string | undefined,
): ClusterAddress | undefined {
    const parsed =
        typeof address === "string" && address !== unknown && !/[${}[\]]/.test(address)
            ? /^(?:([a-z][\w+.-]*):\/\/)?([^/:?#\s]+)(?::(\d+))?(?:[/?#].*)?$/i.exec(address)
            : null;
    const [, scheme, host = "", portText] = parsed ?? [];
    const [service = "", namespace = from, svc] = host.split(".");
    if (service === "" || namespace === undefined || host === "localhost" || /^[\d.]+$/.test(host)) {
        return undefined;
    }
    const labels = host.split(".").length;
    // `tempo.observability` could be a name on the Internet; it is one of ours if either half of it is.
    const inside =
        labels === 1 ||
        svc === "svc" ||
        (labels === 2 && services.some((known) => known.namespace === namespace || known.service === service));
    const port =
        portText !== undefined ? Number(portText) : scheme === "https" ? 443 : scheme === "http" ? 80 : undefined;
    return inside ? { service, namespace, port } : undefined;
}

/**
 * Why an address leads nowhere, as the end of a sentence; undefined where it leads to a known Service, out of the
 * cluster, or where nothing can be said.
 * @param elsewhere Services that are on the cluster without being in this system, as `service.namespace`
 * @param setting where the policy configuration lists those, for the message
 */
export function deadEnd(
    system: System,
    address: unknown,
    from: string | undefined,
    elsewhere: readonly string[],
    setting: `${string}.otherServices`,
): string | undefined {
    const services = knownServices(system);
    const target = clusterAddress(services, address, from);
    // Where nothing says what it serves (charts alone, say), nothing can be told of any address.
    if (
        target === undefined ||
        (system.served.length === 0 && serviceObjects(system).length === 0) ||
        elsewhere.includes(`${target.service}.${target.namespace}`)
    ) {
        return undefined;
    }
    const { service, namespace, port } = target;
    const found = services.filter((known) => known.service === service && known.namespace === namespace);
    if (found.length === 0) {
        const others = services.filter((known) => known.service === service).map((known) => known.namespace);
        const here = services.filter((known) => known.namespace === namespace).map((known) => known.service);
        const hint =
            others.length > 0
                ? `it is in ${unique(others)}`
                : here.length > 0
                  ? `there are ${unique(here)}`
                  : `no component serves anything there`;
        const remedy =
            others.length > 0
                ? ""
                : `; if it runs outside of this stack, set ${setting}: ["${service}.${namespace}"] in the policy configuration`;
        return `there is no Service ${service} in the namespace ${namespace}: ${hint}${remedy}`;
    }
    const ports = found.flatMap((known) => Object.values(known.ports));
    return port === undefined || ports.length === 0 || ports.includes(port)
        ? undefined
        : `Service ${service} in the namespace ${namespace} has no port ${port}, only ${unique(ports)}`;
}

/** An address without what could be a secret in it: user, password, query. */
export function printable(address: string): string {
    const [plain = ""] = address.split(/[?#]/, 1);
    return hidden(plain.replace(/^((?:[a-z][\w+.-]*:)?\/\/)?[^/@]*@/i, "$1"));
}

function unique(items: readonly (string | number)[]): string {
    return [...new Set(items)].join(", ");
}
