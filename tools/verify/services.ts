import type { V1Pod, V1Service } from "@kubernetes/client-node";
import { namedService, type NamedService } from "../../model/services";

/** A Service's address in the form of the outputs: `http://<service>.<namespace>.svc:<port>`. */
export interface ServiceAddress extends NamedService {
    port: number;
    scheme: string;
}

/** @throws Error if it is not an address inside a cluster */
export function serviceAddress(url: string): ServiceAddress {
    const { protocol, hostname, port } = new URL(url);
    const named = namedService(hostname);
    if (named === undefined) {
        throw new Error(`${url} is no Service's address: expected http://<service>.<namespace>.svc:<port>`);
    }
    const scheme = protocol.replace(":", "");
    return { ...named, port: port === "" ? (scheme === "https" ? 443 : 80) : Number(port), scheme };
}

export interface PodPort {
    pod: string;
    port: number;
}

/** Whether Kubernetes would send a Service's traffic to the pod. */
function isReady({ status, metadata }: V1Pod): boolean {
    return (
        metadata?.deletionTimestamp === undefined &&
        status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true
    );
}

/** Why a pod is not ready, in Kubernetes' terms. */
function stateOf({ metadata, status }: V1Pod): string {
    const waiting = status?.containerStatuses
        ?.map(({ state }) => state?.waiting?.reason)
        .find((reason) => reason !== undefined);
    return `${metadata?.name ?? "?"} (${waiting ?? (status?.phase === "Running" ? "not ready" : (status?.phase ?? "unknown"))})`;
}

/**
 * The ready pods behind a Service, each with the container's port for the Service's port.
 * @throws Error if there are none
 */
export function podPorts({ service, namespace, port }: ServiceAddress, { spec }: V1Service, pods: V1Pod[]): PodPort[] {
    const served = spec?.ports?.find((candidate) => candidate.port === port);
    if (served === undefined) {
        throw new Error(`Service ${service} in ${namespace} serves no port ${port}`);
    }
    if (pods.length === 0) {
        throw new Error(`there is no pod behind Service ${service} in ${namespace}`);
    }
    const ready = pods.filter(isReady);
    if (ready.length === 0) {
        throw new Error(`no pod behind Service ${service} in ${namespace} is ready: ${pods.map(stateOf).join(", ")}`);
    }
    const target = served.targetPort ?? port;
    return ready.map((pod) => {
        const containers = pod.spec?.containers.flatMap(({ ports = [] }) => ports) ?? [];
        const number =
            typeof target === "number" ? target : containers.find(({ name }) => name === target)?.containerPort;
        if (number === undefined) {
            throw new Error(`pod ${pod.metadata?.name ?? "?"} has no port named ${target}`);
        }
        return { pod: pod.metadata?.name ?? "", port: number };
    });
}
