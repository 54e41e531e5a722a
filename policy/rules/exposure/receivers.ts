import { collectorFact } from "../../../charts/opentelemetry-operator/operated";
import { asksForCertificate, type Collector, collectors, otlpIds, otlpPort } from "../../library/collector";
import { at, isValues, listAt, type Seen, textAt, type Values } from "../../library/resource";
import { once, type System } from "../../library/system";

/** A port at which a collector takes data from anyone who reaches it. */
export interface OpenReceiver {
    collector: Collector;
    /** Its id in the collector's configuration. */
    receiver: string;
    port: number;
}

/** Those of a collector. */
export function openReceiversOf(collector: Collector): OpenReceiver[] {
    const otlp = otlpIds(collector.receivers);
    return Object.entries(collector.receivers).flatMap(([receiver, settings]) =>
        (otlp.includes(receiver) ? otlpListeners(settings) : listeners(settings))
            .filter(({ open }) => open)
            .map(({ port }) => ({ collector, receiver, port })),
    );
}

interface Listener {
    port: number;
    open: boolean;
}

function otlpListeners(receiver: unknown): Listener[] {
    return (["grpc", "http"] as const).flatMap((protocol) => {
        const port = otlpPort(receiver, protocol);
        return port === undefined ? [] : [{ port, open: !asksForCertificate(at(receiver, "protocols", protocol)) }];
    });
}

/** Receivers of other protocols have their endpoint at any depth. */
function listeners(settings: unknown): Listener[] {
    if (!isValues(settings)) {
        return [];
    }
    const port = /:(\d+)$/.exec(textAt(settings, "endpoint") ?? "")?.[1];
    return [
        ...(port === undefined ? [] : [{ port: Number(port), open: !asksForCertificate(settings) }]),
        ...Object.values(settings).flatMap(listeners),
    ];
}

/** The open receiver behind a port of a Service, by the Service's name: those of the operator, and Service objects. */
export function openReceivers(
    system: System,
): (service: string | undefined, port: unknown) => OpenReceiver | undefined {
    const own = system.kubernetes("Service");
    return (service, port) => {
        const operated = all(system).filter(({ collector }) =>
            [collector.service, `${collector.service}-headless`].includes(service ?? ""),
        );
        const objects = own
            .filter(({ name, inputs }) => (textAt(inputs, "metadata", "name") ?? name) === service)
            .flatMap((object) => published(system, object).filter(({ from }) => from === port));
        return operated.find((one) => one.port === port) ?? objects[0]?.open;
    };
}

/** The open receivers behind a Service object, each with the Service's port. */
export function published(system: System, { inputs }: Seen): { from: unknown; open: OpenReceiver }[] {
    const selector = at(inputs, "spec", "selector");
    const behind = isValues(selector)
        ? all(system).filter(({ collector }) => selects(selector, labelsOf(collector)))
        : [];
    return listAt(inputs, "spec", "ports").flatMap(({ port, targetPort }) => {
        const open = behind.find((one) => one.port === (targetPort ?? port) || portName(one) === targetPort);
        return open === undefined ? [] : [{ from: port, open }];
    });
}

const all = once((system): OpenReceiver[] => collectors(system).flatMap(openReceiversOf));

/** The operator names a container's port by its receiver: `otlp-grpc`. */
function portName({ collector: { receivers }, receiver, port }: OpenReceiver): string {
    const protocol = (["grpc", "http"] as const).find((one) => otlpPort(receivers[receiver], one) === port);
    return [receiver.replaceAll("/", "-"), ...(protocol === undefined ? [] : [protocol])].join("-");
}

/** Labels that the operator sets on a collector's pods. */
function labelsOf({ service, namespace = "default" }: Collector): Readonly<Record<string, unknown>> {
    const resource = { name: service.replace(/-collector$/, ""), namespace, labels: {}, at: () => undefined };
    return collectorFact.makes(resource).find(({ kind }) => kind === "Pods")?.labels ?? {};
}

function selects(selector: Values, labels: Readonly<Record<string, unknown>>): boolean {
    const wanted = Object.entries(selector);
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
