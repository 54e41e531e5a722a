import { type KongNode, kongNodes } from "../../library/kong";
import { kongPorts, kongServices } from "../../library/kongServices";
import { at, textAt, unknown } from "../../library/resource";
import type { System } from "../../library/system";
import { served } from "../../library/wiring/services";

const clusterPort = kongPorts("cluster")[0]!;

/** A Service to which data planes can connect, and the node behind it if it is known. */
interface Endpoint {
    service: string;
    namespace: string | undefined;
    ports: number[];
    node?: KongNode;
}

/**
 * A problem with the address at which a data plane looks for its control plane.
 * @returns undefined if there is none, or if it is unknown
 */
export function endpointProblem(system: System, node: KongNode, outside: string[]): string | undefined {
    const { cluster_control_plane: address } = node.env;
    if (address === undefined || address === null || address === "") {
        return "env.cluster_control_plane is not set; write the control plane's <release>-kong-cluster.<namespace>.svc:8005";
    }
    if (
        typeof address !== "string" ||
        address === unknown ||
        outside.includes(address) ||
        endpointOf(system, node) !== undefined
    ) {
        return undefined;
    }
    const known = endpoints(system).map(
        ({ service, namespace, ports }) =>
            `${service}${namespace === undefined ? "" : `.${namespace}.svc`}:${ports[0] ?? clusterPort}`,
    );
    return `env.cluster_control_plane is ${address}, where no control plane of this stack listens; ${known.length > 0 ? `known: ${[...new Set(known)].join(", ")}` : "none has cluster.enabled and cluster.tls.enabled"}; one outside belongs in hybrid-mtls.controlPlanes of the policy configuration`;
}

/** The control plane whose Service a data plane names. If that is unknown, the only one in the stack. */
export function controlPlaneOf(system: System, node: KongNode): KongNode | undefined {
    const found = endpointOf(system, node);
    if (found !== undefined) {
        return endpoints(system).find(
            ({ service, namespace, node: behind }) =>
                behind !== undefined && service === found.service && namespace === found.namespace,
        )?.node;
    }
    const all = controlPlanes(system);
    return textAt(node.env, "cluster_control_plane") === undefined && all.length === 1 ? all[0] : undefined;
}

function endpointOf(system: System, { env, install }: KongNode): Endpoint | undefined {
    const [, host = "", port] = /^(.+?)(?::(\d+))?$/.exec(textAt(env, "cluster_control_plane") ?? "") ?? [];
    const [service, namespace = install.namespace, ...rest] = host.split(".");
    const inside = rest.length === 0 || ["svc", "svc.cluster.local"].includes(rest.join("."));
    return inside
        ? endpoints(system).find(
              (candidate) =>
                  candidate.service === service &&
                  (candidate.namespace ?? namespace) === namespace &&
                  candidate.ports.includes(Number(port ?? clusterPort)),
          )
        : undefined;
}

function controlPlanes(system: System): KongNode[] {
    return kongNodes(system).filter(({ role }) => role === "control_plane");
}

/** From the charts' values, and from what components declare. */
function endpoints(system: System): Endpoint[] {
    const charted = controlPlanes(system).flatMap((node) =>
        kongServices(node)
            .filter(({ service, name }) => service === "cluster" && name !== undefined)
            .map(({ name = "" }): Endpoint => ({
                service: name,
                namespace: textAt(node.values, "namespace") ?? node.install.namespace,
                ports: [Number(at(node.values, "cluster", "tls", "servicePort") ?? clusterPort)],
                node,
            })),
    );
    const told = served(system)
        .map(({ service, namespace, ports }) => ({ service, namespace, ports: Object.values(ports) }))
        .filter(({ ports }) => ports.includes(clusterPort));
    return [...charted, ...told];
}
