import { addressesIn, serviceHost } from "../../../model/services";
import { textsIn } from "../../../model/values";
import { collectors, otlpIds, otlpPort, otlpPorts } from "../../library/collector";
import { proxies } from "../../library/kong";
import type { System } from "../../library/system";
import { servesOf } from "../../library/wiring/services";

/** Where a collector accepts OTLP over HTTP. */
interface Receiver {
    service: string;
    namespace: string;
    /** Undefined if the collector has no HTTP receiver. */
    port: number | undefined;
}

/**
 * Why data sent to a gateway's OTLP address is lost, as the end of a sentence; undefined if the address is right.
 * @param path the collector's path for this signal: the plugin appends nothing to the address
 */
export function endpointProblem(system: System, address: string, path: string): string | undefined {
    const { protocol, hostname, port, pathname } = new URL(address);
    // The address without credentials or tokens.
    const shown = `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
    if (protocol !== "http:" && protocol !== "https:") {
        return `got ${shown}; the plugin speaks OTLP over HTTP only; allowed: ${allowed(system, path)}`;
    }
    if (port === String(otlpPorts.grpc)) {
        return `got ${shown}; port ${otlpPorts.grpc} takes gRPC, and the plugin speaks OTLP over HTTP only; allowed: ${allowed(system, path)}`;
    }
    const there = existingReceivers(system);
    if (there.length > 0) {
        const right = there.map((endpoint) => `${endpoint}${path}`);
        return right.includes(address) ? undefined : `got ${shown}; allowed: ${right.join(", ")}`;
    }
    const reached = receivers(system);
    const [service = "", namespace, svc] = hostname.split(".");
    const from = namespace === undefined ? proxies(system).map(({ install }) => install.namespace) : [namespace];
    const found = reached.find((receiver) => receiver.service === service && from.includes(receiver.namespace));
    // A collector in another stack can be judged only by its address.
    const inside =
        reached.length === 0
            ? namespace === undefined || svc === "svc"
            : found !== undefined && (svc === undefined || svc === "svc");
    if (!inside) {
        return (
            `got ${shown}, which is not the collector in the cluster; allowed: ${allowed(system, path)}, ` +
            "or what plugin-settings.allowedEndpoints lists in the policy configuration"
        );
    }
    const other = found === undefined ? unreachedStack(system, { service, namespace }) : undefined;
    if (other !== undefined) {
        return `got ${shown}, a Service of the cluster of ${other}, which is not known to be this stack's: from another one it leads nowhere`;
    }
    const right = found === undefined ? otlpPorts.http : found.port;
    if (right === undefined) {
        return `got ${shown}, but that collector has no otlp receiver for http; add receivers.otlp.protocols.http`;
    }
    return Number(port) !== right || pathname !== path ? `got ${shown}; allowed: ${allowed(system, path)}` : undefined;
}

/** The stack that hands on a Service's address, if none of those that are read serves it here. */
function unreachedStack(
    system: System,
    { service, namespace }: { service: string; namespace: string | undefined },
): string | undefined {
    const others = system.components("OtherStack");
    const isThe = (one: { service: string; namespace: string | undefined }): boolean =>
        one.service === service && one.namespace === namespace;
    return others.some((one) => servesOf(one).some(isThe))
        ? undefined
        : others
              .filter(({ inputs }) => [...textsIn(inputs.layers)].some(({ text }) => addressesIn(text).some(isThe)))
              .map(({ name }) => name)[0];
}

/** Base addresses of collectors that exist, which take the place of the one of this stack. */
function existingReceivers(system: System): string[] {
    return system
        .components("ExistingOtlpReceiver")
        .flatMap(({ inputs }) => (Array.isArray(inputs.addresses) ? inputs.addresses.map(String) : []));
}

function allowed(system: System, path: string): string {
    const addresses = receivers(system).flatMap(({ service, namespace, port }) =>
        port === undefined ? [] : [`http://${serviceHost({ service, namespace })}:${port}${path}`],
    );
    return addresses.length > 0 ? addresses.join(", ") : `http://<collector>.<namespace>.svc:${otlpPorts.http}${path}`;
}

function receivers(system: System): Receiver[] {
    return collectors(system).map(({ service, namespace = "default", receivers: all }) => ({
        service,
        namespace,
        port: otlpIds(all)
            .map((id) => otlpPort(all[id], "http"))
            .find((port) => port !== undefined),
    }));
}
