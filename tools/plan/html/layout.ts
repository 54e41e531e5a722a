import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Arrow } from "./arrow";
import type { Box, Frame } from "./boxes";

export interface Point {
    x: number;
    y: number;
}
export interface Area extends Point {
    width: number;
    height: number;
}
/** Positions of all boxes, in the picture's own coordinates. */
export interface Layout {
    width: number;
    height: number;
    boxes: Map<string, Area>;
    frames: Map<string, Area>;
    /** In the order of the arrows. */
    arrows: { points: Point[]; label: Area | undefined }[];
}

/** Sizes that the style sheet uses too. Text widths are generous estimates, because no font is available here. */
export const sizes = { padding: 14, title: 20, kind: 16, line: 15, top: 12, bottom: 10 };
const wide = { title: 8.9, kind: 6.8, line: 6.8, label: 6.5 };

export function labelOf({ signal, notes }: Pick<Arrow, "signal" | "notes">): string {
    return [signal, notes.join(", ").replace("scrape, ", "scrape ")].filter((text) => text !== "").join(" ");
}

function boxSize({ name, kind, lines }: Box): Pick<Area, "width" | "height"> {
    const text = Math.max(
        name.length * wide.title,
        kind.length * wide.kind,
        ...lines.map((line) => line.length * wide.line),
    );
    return {
        width: Math.max(132, Math.ceil(text) + 2 * sizes.padding),
        height: sizes.top + sizes.title + sizes.kind + lines.length * sizes.line + sizes.bottom,
    };
}

/**
 * The component that fetches is placed after the one it fetches from, so that data flows in one direction through the
 * picture.
 */
function isPull({ signal, notes }: Arrow): boolean {
    return signal === "query" || notes.includes("scrape");
}

const options = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.hierarchyHandling": "INCLUDE_CHILDREN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.json.shapeCoords": "ROOT",
    "elk.json.edgeCoords": "ROOT",
    "elk.spacing.nodeNode": "26",
    "elk.spacing.edgeNode": "16",
    "elk.spacing.edgeEdge": "12",
    "elk.spacing.edgeLabel": "2",
    "elk.layered.spacing.nodeNodeBetweenLayers": "34",
    "elk.layered.spacing.edgeNodeBetweenLayers": "16",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
    "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
    "elk.layered.considerModelOrder.strategy": "NONE",
    "elk.layered.thoroughness": "40",
    "elk.randomSeed": "1",
};

/** Computes the layout, which is the same for the same components. */
export async function layOut(boxes: Box[], frames: Frame[], arrows: Arrow[]): Promise<Layout> {
    const inside = (frame: string | undefined): ElkNode[] => [
        ...boxes.filter((box) => box.frame === frame).map((box) => ({ id: box.id, ...boxSize(box) })),
        ...frames
            .filter(({ parent, id }) => parent === frame && id !== frame)
            .map(({ id }) => ({
                id,
                children: inside(id),
                layoutOptions: { "elk.padding": "[top=42,left=18,bottom=18,right=18]" },
            })),
    ];
    const edges = arrows.map((arrow, index): ElkExtendedEdge => {
        const text = labelOf(arrow);
        return {
            id: `arrow ${index}`,
            sources: [isPull(arrow) ? arrow.to : arrow.from],
            targets: [isPull(arrow) ? arrow.from : arrow.to],
            labels: [
                {
                    id: `label ${index}`,
                    text,
                    width: Math.ceil(text.length * wide.label) + 12,
                    height: 18,
                    layoutOptions: { "elk.edgeLabels.inline": "true", "elk.edgeLabels.placement": "CENTER" },
                },
            ],
        };
    });
    const graph: ElkNode = { id: "picture", layoutOptions: options, children: inside(undefined), edges };
    const laid: ElkNode = await new ELK().layout(graph);

    const areas = new Map<string, Area>();
    const collect = (nodes: ElkNode[] = []): void =>
        nodes.forEach((node) => {
            areas.set(node.id, areaOf(node));
            collect(node.children);
        });
    collect(laid.children);
    const only = (ids: { id: string }[]): Map<string, Area> =>
        new Map(ids.flatMap(({ id }) => (areas.has(id) ? [[id, areas.get(id)!]] : [])));
    const routes = new Map((laid.edges ?? []).map((edge) => [edge.id, edge]));
    return {
        width: Math.ceil(laid.width ?? 0),
        height: Math.ceil(laid.height ?? 0),
        boxes: only(boxes),
        frames: only(frames),
        arrows: arrows.map((arrow, index) => {
            const edge = routes.get(`arrow ${index}`);
            const [label] = edge?.labels ?? [];
            const points = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
                startPoint,
                ...bendPoints,
                endPoint,
            ]);
            return { points: isPull(arrow) ? points.reverse() : points, label: label && areaOf(label) };
        }),
    };
}

function areaOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Area>): Area {
    return { x, y, width, height };
}
