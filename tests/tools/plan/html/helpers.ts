import { existsSync } from "node:fs";
import type { Verdict } from "../../../../policy/judge";
import type { Plan } from "../../../../tools/plan/evaluate";
import { arrowsOf } from "../../../../tools/plan/html/arrows";
import { boxesOf } from "../../../../tools/plan/html/boxes";
import { labelOf } from "../../../../tools/plan/html/layout";
import { renderPage } from "../../../../tools/plan/html/page";
import { judgePlan, packConfig } from "../../../../tools/plan/verdict";
import { wiring } from "../../../../policy/library/wiring/wires";
import { planOf } from "../stacks";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The browser of this machine; undefined where there is none. A `CHROMIUM` that does not exist is a mistake, not a
 * reason to skip.
 */
export function chromiumPath(): string | undefined {
    return process.env.CHROMIUM ?? candidates.find((file) => file !== undefined && existsSync(file));
}

export const chromiumArgs = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

export function verdictsOf(stack: string, planned: Plan): Verdict[] {
    return judgePlan(planned, packConfig(stack));
}

export async function pageOf(stack: string): Promise<string> {
    const planned = await planOf(stack);
    return renderPage(planned, wiring(planned.resources), verdictsOf(stack, planned));
}

export async function drawn(stack: string): Promise<{
    planned: Plan;
    boxes: ReturnType<typeof boxesOf>["boxes"];
    frames: ReturnType<typeof boxesOf>["frames"];
    arrows: ReturnType<typeof arrowsOf>;
}> {
    const planned = await planOf(stack);
    const { boxes, frames } = boxesOf(planned.resources);
    return { planned, boxes, frames, arrows: arrowsOf(boxes, wiring(planned.resources)) };
}

export async function lines(stack: string): Promise<string[]> {
    const { boxes, arrows } = await drawn(stack);
    const names = new Map([...boxes, ...arrows.ends].map(({ id, name }) => [id, name]));
    return arrows.arrows.map((arrow) => `${names.get(arrow.from)} → ${names.get(arrow.to)}: ${labelOf(arrow)}`).sort();
}
