import type { Import } from "./imports";

/**
 * What each room may know beside itself, by how its files' paths begin. A layer of `components` is a room; of another
 * layer it knows the contract alone: the file with what that layer hands out. Tools and tests may know everything, and
 * nobody else knows them.
 */
const mayKnow: Record<string, string[]> = {
    model: [],
    charts: [],
    settings: ["model/", "charts/", "package.json"],
    policy: ["model/", "charts/", "package.json"],
    "components/shared": ["model/", "charts/"],
    "components/release": ["model/", "charts/", "components/shared/"],
    components: ["model/", "charts/", "components/shared/", "components/release/"],
    package: ["model/", "charts/", "components/"],
    "index.ts": ["model/", "charts/", "settings/", "components/"],
};
/**
 * What the rooms of a layer may know of each other, by the layer: beside this each knows itself alone, and files of the
 * layer's own know all its rooms. A room that is not listed knows what stands under "".
 */
const inLayer: Record<string, Record<string, string[]>> = {
    "components/observability": { "": ["shared/"] },
    "components/gateway": {
        "": ["contract.ts"],
        configuration: ["contract.ts", "nodes/", "plugins/"],
        hybrid: ["contract.ts", "configuration/", "database/", "nodes/"],
        ingressController: ["contract.ts", "configuration/", "nodes/"],
    },
};
const contract = /^components\/[^/]+\/(connection|contract)\.ts$/;
/** From below: each may be a stack of its own, and references lead down. A layer knows no contract of those above it. */
const layers = ["components/cluster", "components/observability", "components/gateway"];
const free = ["tools", "tests"];

/** `components/gateway` of a file of the gateway, `policy` of a rule. */
function roomOf(file: string): string {
    const [first = "", second = ""] = file.split("/");
    return first === "components" && file.split("/").length > 2 ? `${first}/${second}` : first;
}

/** Imports that go through a wall, as `from → to`. */
export function breaches(imports: readonly Import[]): string[] {
    return imports.filter(({ from, to }) => !isAllowed(from, to)).map(({ from, to }) => `${from} → ${to}`);
}

function isAllowed(from: string, to: string): boolean {
    const room = roomOf(from);
    if (free.includes(room)) {
        return true;
    }
    if (roomOf(to) === room) {
        return isAllowedInLayer(room, from.slice(room.length + 1), to.slice(room.length + 1));
    }
    const isLayer = room.startsWith("components");
    const known = mayKnow[room] ?? (isLayer ? mayKnow.components : undefined) ?? [];
    return (
        known.some((start) => to.startsWith(start)) ||
        (isLayer && !(room in mayKnow) && contract.test(to) && !isAbove(to, room))
    );
}

function isAbove(file: string, room: string): boolean {
    return layers.includes(room) && layers.indexOf(roomOf(file)) > layers.indexOf(room);
}

/** @param from path inside of the layer, as `to` */
function isAllowedInLayer(layer: string, from: string, to: string): boolean {
    const walls = inLayer[layer];
    const [room = "", ...inside] = from.split("/");
    if (walls === undefined || inside.length === 0 || to.startsWith(`${room}/`)) {
        return true;
    }
    return (walls[room] ?? walls[""] ?? []).some((start) => to.startsWith(start));
}
