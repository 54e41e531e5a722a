import { collectorObjects } from "../../charts/opentelemetry-operator/operated";
import { at, isValues, type Seen, textAt, type Values } from "./resource";
import { once } from "./system";
import { readYaml } from "./yaml";

/** One OpenTelemetry collector, from its custom resource. */
export interface Collector {
    urn: string;
    name: string;
    /** The Service that the operator creates for it; a second one has the suffix `-headless`. */
    service: string;
    /** Undefined if not set; the cluster then uses `default`. */
    namespace: string | undefined;
    /** URN of the component that created it. */
    parent: string | undefined;
    mode: string;
    replicas: number;
    spec: Values;
    /** An object in v1beta1, a text in v1alpha1. */
    config: Values;
    receivers: Values;
}

export const collectors = once((system): Collector[] => system.kubernetes("OpenTelemetryCollector").map(collectorOf));

function collectorOf({ urn, name, parent, inputs }: Seen): Collector {
    const spec = isValues(inputs.spec) ? inputs.spec : {};
    const text = textAt(spec, "config");
    const read: unknown = text === undefined ? spec.config : readYaml(text);
    const config = isValues(read) ? read : {};
    return {
        urn,
        name,
        service: collectorObjects(textAt(inputs, "metadata", "name") ?? name),
        namespace: textAt(inputs, "metadata", "namespace"),
        parent,
        mode: textAt(spec, "mode") ?? "deployment",
        replicas: Number(at(spec, "replicas") ?? 1),
        spec,
        config,
        receivers: objectAt(config, "receivers"),
    };
}

export const processorsOf = (config: Values): Values => objectAt(config, "processors");
export const exportersOf = (config: Values): Values => objectAt(config, "exporters");

/** Ids of receivers for OTLP. */
export function otlpIds(receivers: Values): string[] {
    return Object.keys(receivers).filter((id) => /^otlp(\/|$)/.test(id));
}

/** Default endpoint of OTLP receivers. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;

/** The port on which a receiver accepts OTLP; undefined if it does not support the protocol. */
export function otlpPort(receiver: unknown, protocol: keyof typeof otlpPorts): number | undefined {
    const protocols = at(receiver, "protocols");
    if (!isValues(protocols) || protocols[protocol] === undefined) {
        return undefined;
    }
    const written = /:(\d+)$/.exec(textAt(protocols, protocol, "endpoint") ?? "")?.[1];
    return written === undefined ? otlpPorts[protocol] : Number(written);
}

/** Whether a listener takes data only from senders with a certificate that it knows (mTLS). */
export function asksForCertificate(listener: unknown): boolean {
    return at(listener, "tls", "client_ca_file") !== undefined;
}

/** Whether a receiver asks for certificates on each of its ports. */
export function asksForCertificates(receiver: unknown): boolean {
    const protocols = at(receiver, "protocols");
    const used = isValues(protocols) ? Object.values(protocols).filter((one) => one !== undefined) : [];
    return used.length > 0 && used.every(asksForCertificate);
}

function objectAt(config: Values, key: string): Values {
    const found = config[key];
    return isValues(found) ? found : {};
}
