import { parse } from "yaml";
import type { PlannedResource } from "../recorder";
import { isObject, textsIn, unknownMark } from "../values";
import { backendsOf, outside, type Wire } from "../wiring";
import { type Box, releaseType } from "./boxes";
import { portOf, type Signal, signals, signalsOf } from "./signals";

/** From one box to another, for one signal. */
export interface Arrow {
    from: string;
    to: string;
    signal: Signal;
    /** Ports, or what else it says beside the signal. */
    notes: string[];
    /** Addresses and where they stand. */
    details: string[];
}

export interface Arrows {
    arrows: Arrow[];
    /** Ends of arrows that are no component: clients, upstreams. */
    ends: Box[];
}

/** Everything that one component sends to, fetches from or needs of another. */
export function arrowsOf(boxes: Box[], wires: Wire[]): Arrows {
    const ends = new Map<string, Box>();
    const found = [
        ...wires.flatMap((wire) => wireArrows(wire, boxes, ends)),
        ...secretArrows(boxes),
        ...scrapeArrows(boxes),
        ...trafficArrows(boxes, ends),
    ];
    const wired = new Set(found.map(({ from, signal }) => `${from} ${signal}`));
    const all = [...found, ...databaseArrows(boxes).filter(({ from, signal }) => !wired.has(`${from} ${signal}`))];
    return { arrows: merged(all), ends: [...ends.values()] };
}

function wireArrows({ from, to, address, at }: Wire, boxes: Box[], ends: Map<string, Box>): Arrow[] {
    const source =
        boxes.find(({ resources }) => resources.some(({ urn }) => urn === at.urn)) ??
        boxes.find(({ name }) => name === from);
    const holder = source?.resources.find(({ urn }) => urn === at.urn);
    const isUpstream = holder !== undefined && upstreamsOf(holder).includes(hostOf(address));
    // An upstream outside of the stack is traffic of the proxies, below.
    if (source === undefined || (to === outside && (isUpstream || isGatewayFile(at.path)))) {
        return [];
    }
    const target =
        to === undefined || to === outside
            ? endAt(to === undefined ? "nobody" : "elsewhere", hostOf(address), ends)
            : boxes.find(({ name }) => name === to);
    if (target === undefined) {
        return [];
    }
    const ports = target.serves.find(({ service, namespace }) => address.includes(`${service}.${namespace}.`))?.ports;
    const arrow = {
        to: target.id,
        notes: [portOf(address, ports)],
        details: [`${address} in ${holder?.name ?? ""} ${at.path}`],
    };
    if (holder?.type === ingressType && !isOurs(holder, boxes)) {
        return [{ ...arrow, from: endAt("clients", "", ends).id, signal: "traffic" }];
    }
    if (isUpstream) {
        return proxies(boxes).map(({ id }) => ({ ...arrow, from: id, signal: "traffic" }));
    }
    return signalsOf({ address }, at.path, holder).map((signal) => ({ ...arrow, from: source.id, signal }));
}

/** A Secret that another component's pods read by name. */
function secretArrows(boxes: Box[]): Arrow[] {
    return secretsOf(boxes).flatMap(({ owner, name, namespace }) =>
        boxes
            .filter((box) => box !== owner && box.frame === `namespace ${namespace}`)
            .flatMap((box) =>
                referencesTo(name, box).map((details): Arrow => ({
                    from: owner.id,
                    to: box.id,
                    signal: "config",
                    notes: ["Secret"],
                    details: [details],
                })),
            ),
    );
}

/** A database whose host is not known yet is found by the Secret with its password. */
function databaseArrows(boxes: Box[]): Arrow[] {
    return boxes.flatMap((box) => {
        const env = releasesOf(box)
            .map(({ values }) => values.env)
            .find((value) => isObject(value) && "pg_host" in value);
        if (!isObject(env)) {
            return [];
        }
        const owner = secretsOf(boxes).find(({ name }) =>
            [...textsIn(env.pg_password)].some(({ path, text }) => path.endsWith("name") && text === name),
        )?.owner;
        const parent = boxes.find(({ id }) => id === owner?.resources[0]?.parent);
        const host = env.pg_host === unknownMark ? "host known after pulumi up" : String(env.pg_host);
        const target = parent ?? owner;
        return target === undefined
            ? []
            : [
                  {
                      from: box.id,
                      to: target.id,
                      signal: "data" as const,
                      notes: [String(env.pg_port ?? "5432")],
                      details: [host],
                  },
              ];
    });
}

/** Ports that charts name only inside: of their pods' metrics. */
const scrapePorts: Record<string, string> = { kong: "8100", loki: "3100", tempo: "3200" };

/** Prometheus fetches metrics from whatever a monitor of ours points at. */
function scrapeArrows(boxes: Box[]): Arrow[] {
    const prometheus = boxes.find((box) => releasesOf(box).some(({ chart }) => chart === "kube-prometheus-stack"));
    return boxes
        .filter((box) => prometheus !== undefined && box !== prometheus)
        .flatMap((box) => {
            const monitors = box.resources
                .filter(({ type }) => /:(ServiceMonitor|PodMonitor)$/.test(type))
                .flatMap(({ name, inputs }) =>
                    [...textsIn(inputs.spec)]
                        .filter(({ path }) => /ndpoints\[\d+\]\.(port|targetPort)$/i.test(path))
                        .map(({ text }) => ({ note: `port ${text}`, detail: name })),
                );
            const charts = releasesOf(box)
                .filter(({ values }) => hasMonitor(values))
                .map(({ name, chart }) => ({ note: scrapePorts[chart] ?? "", detail: `serviceMonitor of ${name}` }));
            return [...monitors, ...charts].map(({ note, detail }): Arrow => ({
                from: prometheus!.id,
                to: box.id,
                signal: "metrics",
                notes: ["scrape", note],
                details: [detail],
            }));
        });
}

function hasMonitor(value: unknown): boolean {
    return (
        isObject(value) &&
        Object.entries(value).some(
            ([key, item]) =>
                (/^(service|pod)Monitor$/.test(key) && isObject(item) && item.enabled === true) || hasMonitor(item),
        )
    );
}

/** Requests come in at the proxies and go on to the gateway's upstreams. */
function trafficArrows(boxes: Box[], ends: Map<string, Box>): Arrow[] {
    // Those inside this stack are wires.
    const inside = new Set(
        boxes.flatMap(({ serves }) => serves.map(({ service, namespace }) => `${service}.${namespace}.svc`)),
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

function proxies(boxes: Box[]): Box[] {
    return boxes.filter(({ kind }) => kind === "DataPlane" || kind === "IngressController");
}

const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

/** Whether an Ingress is for our own controller: the chart's class is `kong`. */
function isOurs({ inputs: { spec } }: PlannedResource, boxes: Box[]): boolean {
    return isObject(spec) && spec.ingressClassName === "kong" && boxes.some(({ kind }) => kind === "IngressController");
}

/**
 * Hosts of upstreams: in a decK file, of an Ingress, or of the Services that the ingress controller's routes lead to.
 */
function upstreamsOf({ type, inputs }: PlannedResource): string[] {
    const { metadata, spec } = inputs;
    if (type === ingressType) {
        return backendsOf(type, inputs).map(({ text }) => hostOf(text));
    }
    if (type === "kubernetes:core/v1:ServicePatch" && isObject(metadata)) {
        return [`${String(metadata.name)}.${String(metadata.namespace)}.svc`];
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

const mostLines = 4;

/** A box for what is no component, made when an arrow first needs it. */
function endAt(name: string, line: string, ends: Map<string, Box>): Box {
    const end: Box = ends.get(name) ?? {
        id: `end ${name}`,
        name,
        kind: name === "nobody" ? "no component serves this" : "outside",
        frame: undefined,
        lines: [],
        resources: [],
        serves: [],
    };
    ends.set(name, end);
    if (line !== "" && !end.lines.includes(line) && end.lines.length < mostLines) {
        end.lines.push(end.lines.length === mostLines - 1 ? "and more" : line);
    }
    return end;
}

function hostOf(address: string): string {
    const [authority = ""] = address.replace(/^[a-z]+:\/\//, "").split("/", 1);
    return authority.slice(authority.lastIndexOf("@") + 1).split(":", 1)[0] ?? "";
}

function isGatewayFile(path: string): boolean {
    return path.startsWith('data["kong.yaml"]');
}

function secretsOf(boxes: Box[]): { owner: Box; name: string; namespace: string }[] {
    return boxes.flatMap((owner) =>
        owner.resources
            .filter(({ type }) => type === "kubernetes:core/v1:Secret")
            .flatMap(({ inputs: { metadata } }) =>
                isObject(metadata)
                    ? [{ owner, name: String(metadata.name), namespace: String(metadata.namespace) }]
                    : [],
            ),
    );
}

function referencesTo(secret: string, { resources }: Box): string[] {
    return resources
        .filter(({ type }) => type.startsWith("kubernetes:") && type !== "kubernetes:core/v1:Secret")
        .flatMap(({ name, inputs }) =>
            [...textsIn(inputs)]
                .filter(({ path, text }) => text === secret && /secret/i.test(path))
                .map(({ path }) => `Secret ${secret} in ${name} ${path}`),
        );
}

/** Helm releases of a box with their values. */
export function releasesOf({
    resources,
}: Pick<Box, "resources">): { name: string; chart: string; version: string; values: Record<string, unknown> }[] {
    return resources
        .filter(({ type }) => type !== releaseType && type.endsWith(":Release"))
        .map(({ name, inputs: { chart, version, values } }) => ({
            name,
            chart: String(chart).split("/").at(-1) ?? "",
            version: String(version),
            values: isObject(values) ? values : {},
        }));
}

function byNumber(a: string, b: string): number {
    return (Number(a) || 0) - (Number(b) || 0);
}

/** One arrow for each pair and signal, scrapes apart from what is sent, in a fixed order. */
function merged(arrows: Arrow[]): Arrow[] {
    const byKey = new Map<string, Arrow>();
    for (const arrow of arrows) {
        const key = [arrow.from, arrow.to, arrow.signal].join(" ");
        const known = byKey.get(key) ?? { ...arrow, notes: [], details: [] };
        byKey.set(key, {
            ...known,
            notes: [...new Set([...known.notes, ...arrow.notes])].filter((note) => note !== "").sort(byNumber),
            details: [...new Set([...known.details, ...arrow.details])],
        });
    }
    const rank = ({ from, to, signal }: Arrow): string => `${from} ${to} ${signals.indexOf(signal)}`;
    return [...byKey.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
