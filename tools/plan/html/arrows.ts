import { outside, unserved, type Wire } from "../../../policy/library/wiring/wires";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { bucketArrows } from "./bucketArrows";
import { controlPlaneArrows } from "./controlPlaneArrows";
import { elsewhereArrows } from "./elsewhereArrows";
import { endAt } from "./ends";
import { existingArrows } from "./existingArrows";
import { fileArrows } from "./fileArrows";
import { scrapeArrows } from "./scrapeArrows";
import { databaseArrows, secretArrows } from "./secretArrows";
import { portOf, signals, signalsOf } from "./signals";
import { hostOf, ingressType, isOurs, proxies, trafficArrows, upstreamsOf } from "./trafficArrows";

export interface Arrows {
    arrows: Arrow[];
    /** Ends of arrows that are not components: clients, upstreams. */
    ends: Box[];
}

/** Everything that one component sends to, fetches from or needs of another. */
export function arrowsOf(boxes: Box[], wires: Wire[]): Arrows {
    const ends = new Map<string, Box>();
    const found = [
        ...wires.flatMap((wire) => wireArrows(wire, boxes, ends)),
        ...secretArrows(boxes),
        ...scrapeArrows(boxes),
        ...fileArrows(boxes),
        ...trafficArrows(boxes, ends),
        ...bucketArrows(boxes, ends),
        ...elsewhereArrows(boxes, ends),
        ...existingArrows(boxes),
        ...controlPlaneArrows(boxes, ends),
    ];
    const wired = new Set(found.map(({ from, signal }) => `${from} ${signal}`));
    const all = [...found, ...databaseArrows(boxes).filter(({ from, signal }) => !wired.has(`${from} ${signal}`))];
    return { arrows: merged(all), ends: [...ends.values()] };
}

function wireArrows(
    { from, to, address, service, namespace, port, at }: Wire,
    boxes: Box[],
    ends: Map<string, Box>,
): Arrow[] {
    const source =
        boxes.find(({ resources }) => resources.some(({ urn }) => urn === at.urn)) ??
        boxes.find(({ name }) => name === from);
    const holder = source?.resources.find(({ urn }) => urn === at.urn);
    const isUpstream = holder !== undefined && upstreamsOf(holder).includes(hostOf(address));
    // An upstream outside of the stack belongs to the proxies' traffic, below.
    if (source === undefined || (to === outside && (isUpstream || isGatewayFile(at.path)))) {
        return [];
    }
    const target =
        to === undefined || to === outside
            ? endAt(to === undefined ? unserved : "elsewhere", hostOf(address), ends)
            : boxes.find(({ name }) => name === to);
    if (target === undefined) {
        return [];
    }
    const ports = target.serves.find((one) => one.service === service && one.namespace === namespace)?.ports;
    const arrow = {
        to: target.id,
        notes: [portOf(port, ports)],
        details: [`${address} in ${holder?.name ?? ""} ${at.path}`],
    };
    if (holder?.type === ingressType && !isOurs(holder, boxes)) {
        return [{ ...arrow, from: endAt("clients", "", ends).id, signal: "traffic" }];
    }
    if (isUpstream) {
        return proxies(boxes).map(({ id }) => ({ ...arrow, from: id, signal: "traffic" }));
    }
    const flowing = source.kind === "Datasources" ? (["query"] as const) : signalsOf({ address }, at.path, holder);
    return flowing.map((signal) => ({ ...arrow, from: source.id, signal }));
}

function byNumber(a: string, b: string): number {
    return (Number(a) || 0) - (Number(b) || 0);
}

/** One arrow for each pair and signal, scrapes separate from pushed data, in a fixed order. */
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

function isGatewayFile(path: string): boolean {
    return path.startsWith('data["kong.yaml"]');
}
