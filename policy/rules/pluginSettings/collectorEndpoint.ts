import { collectors } from "../../library/collector";
import { proxies } from "../../library/kong";
import { at, isValues, textAt } from "../../library/resource";
import type { System } from "../../library/system";

/** Where a collector takes OTLP over HTTP. */
interface Receiver {
    service: string;
    namespace: string;
    /** Undefined where the collector has no HTTP receiver. */
    port: number | undefined;
}

const grpcPort = 4317;
const httpPort = 4318;

/**
 * Why an address that gateways send OTLP to loses what is sent, as the end of a sentence; undefined where it is right.
 * @param path what the collector answers for this signal: the plugin adds nothing to the address
 */
export function endpointProblem(system: System, address: string, path: string): string | undefined {
    const { protocol, hostname, port, pathname } = new URL(address);
    // The address as it is, without the credentials or tokens that may be in it.
    const shown = `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
    if (protocol !== "http:" && protocol !== "https:") {
        return `got ${shown}; the plugin speaks OTLP over HTTP only; allowed: ${allowed(system, path)}`;
    }
    if (port === String(grpcPort)) {
        return `got ${shown}; port ${grpcPort} takes gRPC, and the plugin speaks OTLP over HTTP only; allowed: ${allowed(system, path)}`;
    }
    const reached = receivers(system);
    const [service = "", namespace, svc] = hostname.split(".");
    const from = namespace === undefined ? proxies(system).map(({ install }) => install.namespace) : [namespace];
    const found = reached.find((receiver) => receiver.service === service && from.includes(receiver.namespace));
    // With the collector in another stack, its Service can only be judged by the looks of its address.
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
    const right = found === undefined ? httpPort : found.port;
    if (right === undefined) {
        return `got ${shown}, but that collector has no otlp receiver for http; add receivers.otlp.protocols.http`;
    }
    return Number(port) !== right || pathname !== path ? `got ${shown}; allowed: ${allowed(system, path)}` : undefined;
}

function allowed(system: System, path: string): string {
    const addresses = receivers(system).flatMap(({ service, namespace, port }) =>
        port === undefined ? [] : [`http://${service}.${namespace}.svc:${port}${path}`],
    );
    return addresses.length > 0 ? addresses.join(", ") : `http://<collector>.<namespace>.svc:${httpPort}${path}`;
}

/** The operator calls a collector's Service `<name>-collector`. */
function receivers(system: System): Receiver[] {
    return collectors(system).map(({ urn, name, config }) => {
        const metadata = at(system.resources.find((resource) => resource.urn === urn)?.inputs, "metadata");
        const ports = Object.entries(isValues(config.receivers) ? config.receivers : {})
            .filter(([id]) => /^otlp(\/|$)/.test(id))
            .map(([, receiver]) => receiverPort(receiver));
        return {
            service: `${textAt(metadata, "name") ?? name}-collector`,
            namespace: textAt(metadata, "namespace") ?? "default",
            port: ports.find((port) => port !== undefined),
        };
    });
}

function receiverPort(receiver: unknown): number | undefined {
    const protocols = at(receiver, "protocols");
    const written = /:(\d+)$/.exec(textAt(protocols, "http", "endpoint") ?? "")?.[1];
    return written !== undefined ? Number(written) : isValues(protocols) && "http" in protocols ? httpPort : undefined;
}
