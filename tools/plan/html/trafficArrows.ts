import { addressParts, serviceHost } from "../../../model/services";
import { ingressAddresses } from "../../../policy/library/wiring/wires";
import { parse } from "yaml";
import type { PlannedResource } from "../recorder";
import { isObject } from "../values";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { endAt } from "./ends";

/** Requests enter at the proxies and go on to the gateway's upstreams. */
export function trafficArrows(boxes: Box[], ends: Map<string, Box>): Arrow[] {
    // Upstreams inside this stack are wires.
    const inside = new Set(
        boxes.flatMap(({ serves }) => serves.map(({ service, namespace }) => serviceHost({ service, namespace }))),
    );
    const hosts = [...new Set(boxes.flatMap(({ resources }) => resources).flatMap(upstreamsOf))]
        .filter((host) => !inside.has(host))
        .sort();
    return proxies(boxes).flatMap((box) => {
        const served = box.serves.filter(({ service }) => service.endsWith("-proxy"));
        const ports = served.flatMap((one) => Object.values(one.ports)).map(String);
        const inbound: Arrow = {
            from: endAt("clients", "", ends).id,
            to: box.id,
            signal: "traffic",
            notes: ports,
            details: served.map(({ service }) => service),
        };
        return [
            inbound,
            ...hosts.map((host): Arrow => ({
                from: box.id,
                to: endAt("upstreams", host, ends).id,
                signal: "traffic",
                notes: [],
                details: [host],
            })),
        ];
    });
}

export function proxies(boxes: Box[]): Box[] {
    return boxes.filter(({ kind }) => kind === "DataPlane" || kind === "IngressController");
}

export const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

/** Whether an Ingress is for our own controller: the chart's class is `kong`. */
export function isOurs({ inputs: { spec } }: PlannedResource, boxes: Box[]): boolean {
    return isObject(spec) && spec.ingressClassName === "kong" && boxes.some(({ kind }) => kind === "IngressController");
}

/**
 * Hosts of upstreams: in a decK file, in an Ingress, or of the Services that the ingress controller's routes lead to.
 */
export function upstreamsOf({ type, inputs }: PlannedResource): string[] {
    const { metadata, spec } = inputs;
    if (type === ingressType) {
        return ingressAddresses({ type, inputs }).map(({ text }) => hostOf(text));
    }
    if (type === "kubernetes:core/v1:ServicePatch" && isObject(metadata)) {
        return [serviceHost({ service: String(metadata.name), namespace: String(metadata.namespace) })];
    }
    if (type === "kubernetes:core/v1:Service" && isObject(spec) && typeof spec.externalName === "string") {
        return [spec.externalName];
    }
    const text =
        type === "kubernetes:core/v1:ConfigMap" && isObject(inputs.data) ? inputs.data["kong.yaml"] : undefined;
    const file: unknown = typeof text === "string" ? parse(text) : {};
    const services: unknown[] = isObject(file) && Array.isArray(file.services) ? file.services : [];
    return services.flatMap((service) =>
        isObject(service) && typeof service.url === "string" ? [hostOf(service.url)] : [],
    );
}

export function hostOf(address: string): string {
    return addressParts(address)?.host ?? "";
}
