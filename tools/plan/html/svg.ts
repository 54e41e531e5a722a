import { unserved } from "../../../policy/library/wiring/wires";
import type { Arrow } from "./arrow";
import type { Box, Frame } from "./boxes";
import { type Area, labelOf, type Layout, type Point, sizes } from "./layout";
import { signals } from "./signals";

/** Text escaped for HTML, between tags and in attributes. */
export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The mark on a box. */
export interface Badge {
    count: number;
    mandatory: boolean;
}

/** The picture. Boxes and frames carry their id, and can be focused like buttons. */
export function drawSvg(
    boxes: Box[],
    frames: Frame[],
    arrows: Arrow[],
    layout: Layout,
    badges: Map<string, Badge>,
): string {
    const margin = 12;
    const size = { width: layout.width + 2 * margin, height: layout.height + 2 * margin };
    const markers = signals.map(
        (signal) =>
            `<marker id="tip-${signal}" class="tip ${signal}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0.5 L7.5 4 L0 7.5 Z"/></marker>`,
    );
    const drawn = arrows.map((arrow, index) => drawArrow(arrow, layout.arrows[index]!));
    return [
        `<svg id="picture" viewBox="${-margin} ${-margin} ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="group" aria-label="Components of the stack and what passes between them">`,
        `<defs>${markers.join("")}</defs>`,
        ...frames.map((frame) => drawFrame(frame, layout.frames.get(frame.id)!)),
        ...drawn.map(({ line }) => line),
        ...frames.map((frame) => drawTitle(frame, layout.frames.get(frame.id)!)),
        ...boxes.map((box) => drawBox(box, layout.boxes.get(box.id)!, badges.get(box.id))),
        ...drawn.map(({ label }) => label),
        "</svg>",
    ].join("\n");
}

function drawFrame({ id, title, kind }: Frame, { x, y, width, height }: Area): string {
    return `<g class="frame ${kind}" data-id="${escapeHtml(id)}" role="button" tabindex="0" aria-label="${escapeHtml(title)}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10"/></g>`;
}

/** Drawn above the arrows, which may cross it. */
function drawTitle({ title, kind }: Frame, { x, y }: Area): string {
    return `<text class="title ${kind}" x="${n(x + 16)}" y="${n(y + 25)}">${escapeHtml(title)}</text>`;
}

function drawBox({ id, name, kind, lines }: Box, { x, y, width, height }: Area, badge: Badge | undefined): string {
    const left = n(x + sizes.padding);
    const below = y + sizes.top + sizes.title + sizes.kind;
    const place = id.startsWith("end ")
        ? `class="box end${name === unserved ? " broken" : ""}"`
        : 'class="box component" role="button" tabindex="0"';
    const said = badge === undefined ? "" : `, ${badge.count} policy ${badge.count === 1 ? "violation" : "violations"}`;
    return [
        `<g ${place} data-id="${escapeHtml(id)}" data-name="${escapeHtml(name)}" aria-label="${escapeHtml(`${name}, ${kind}${said}`)}">`,
        `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="7"/>`,
        `<text class="name" x="${left}" y="${n(y + sizes.top + 14)}">${escapeHtml(name)}</text>`,
        `<text class="kind" x="${left}" y="${n(y + sizes.top + sizes.title + 11)}">${escapeHtml(kind)}</text>`,
        ...lines.map(
            (line, index) =>
                `<text class="line" x="${left}" y="${n(below + index * sizes.line + 11)}">${escapeHtml(line)}</text>`,
        ),
        badge === undefined
            ? ""
            : `<g class="badge ${badge.mandatory ? "mandatory" : "advisory"}"><circle cx="${n(x + width)}" cy="${n(y)}" r="9"/><text x="${n(x + width)}" y="${n(y + 4)}">${badge.count}</text></g>`,
        "</g>",
    ].join("");
}

function drawArrow(arrow: Arrow, { points, label }: Layout["arrows"][number]): { line: string; label: string } {
    const text = escapeHtml(labelOf(arrow));
    const ends = `data-from="${escapeHtml(arrow.from)}" data-to="${escapeHtml(arrow.to)}"`;
    const title = `<title>${escapeHtml(arrow.details.join("\n"))}</title>`;
    return {
        line: `<g class="arrow ${arrow.signal}" ${ends}><path d="${rounded(points)}" marker-end="url(#tip-${arrow.signal})"/>${title}</g>`,
        label:
            label === undefined
                ? ""
                : `<g class="label ${arrow.signal}" ${ends}><rect x="${n(label.x)}" y="${n(label.y)}" width="${n(label.width)}" height="${n(label.height)}" rx="9"/><text x="${n(label.x + label.width / 2)}" y="${n(label.y + 12.5)}">${text}</text>${title}</g>`,
    };
}

/** A line with rounded corners. */
function rounded(points: Point[]): string {
    const parts = points.map((point, index) => {
        const [before, after] = [points[index - 1], points[index + 1]];
        if (before === undefined || after === undefined) {
            return `${before === undefined ? "M" : "L"}${n(point.x)} ${n(point.y)}`;
        }
        const [start, end] = [towards(point, before), towards(point, after)];
        return `L${n(start.x)} ${n(start.y)} Q${n(point.x)} ${n(point.y)} ${n(end.x)} ${n(end.y)}`;
    });
    return parts.join(" ");
}

function towards(from: Point, to: Point): Point {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const share = length === 0 ? 0 : Math.min(7, length / 2) / length;
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** A short number, always in the same form. */
function n(value: number): string {
    return String(Math.round(value * 10) / 10);
}
