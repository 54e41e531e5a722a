import { existsSync } from "node:fs";
import type { Verdict } from "../../../../policy/judge";
import type { Plan } from "../../../../tools/plan/evaluate";
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
