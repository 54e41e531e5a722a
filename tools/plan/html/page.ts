import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { printableLines } from "../../../model/printable";
import type { Verdict } from "../../../policy/judge";
import type { Plan } from "../evaluate";
import { printableTexts, shown } from "../shown";
import type { Wire } from "../../../policy/library/wiring/wires";
import type { Arrow } from "./arrow";
import { arrowsOf } from "./arrows";
import { boxesOf } from "./boxes";
import { badgesOf, pageData } from "./data";
import { layOut } from "./layout";
import { signals } from "./signals";
import { drawSvg, escapeHtml } from "./svg";

/** The plan as one self-contained page, without network or other files. The same plan gives the same bytes. */
export async function renderPage(whole: Plan, allWires: Wire[], allVerdicts: Verdict[]): Promise<string> {
    const { plan, wires, verdicts } = printableTexts(
        shown({ plan: whole, wires: allWires, verdicts: allVerdicts }),
        printableLines,
    );
    const { boxes, frames } = boxesOf(plan.resources);
    const { arrows, ends } = arrowsOf(boxes, wires);
    const layout = await layOut([...boxes, ...ends], frames, arrows);
    const picture = drawSvg([...boxes, ...ends], frames, arrows, layout, badgesOf(boxes, verdicts));
    const data = pageData(plan, boxes, frames, arrows, ends, verdicts);
    return pageOf({ stack: plan.stack, subtitle: data.overview.subtitle, picture, data, used: legend(arrows) });
}

function legend(arrows: Arrow[]): string {
    const used = signals.filter((signal) => arrows.some((arrow) => arrow.signal === signal));
    return used.map((signal) => `<li class="${signal}"><i></i>${signal}</li>`).join("");
}

function pageOf({
    stack,
    subtitle,
    picture,
    data,
    used,
}: {
    stack: string;
    subtitle: string;
    picture: string;
    data: unknown;
    used: string;
}): string {
    const [style, script] = [asset("page.css"), asset("client.js")];
    // A second line of defence: the browser runs only this script, and sends no requests.
    const policy = `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(stack)} · kong-observability</title>
<style>${style}</style>
</head>
<body>
<header>
<h1><button id="home" type="button" title="Overview">kong-observability <b>${escapeHtml(stack)}</b></button></h1>
<p>${escapeHtml(subtitle)}</p>
<input id="search" type="search" placeholder="Search components and resources  /" aria-label="Search components and resources" autocomplete="off" spellcheck="false">
<span class="zoom" role="group" aria-label="Zoom"><button id="out" type="button" aria-label="Smaller">−</button><button id="fit" type="button">Fit</button><button id="in" type="button" aria-label="Larger">+</button></span>
<button id="theme" type="button">Dark</button>
</header>
<main>
<section id="stage" aria-label="Picture">
<div id="canvas">${picture}</div>
<ul id="legend" aria-label="Signals">${used}</ul>
</section>
<aside id="panel" aria-live="polite" tabindex="-1"></aside>
</main>
<script type="application/json" id="data">${jsonInHtml(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that an HTML parser does not take for a tag or a comment. */
export function jsonInHtml(value: unknown): string {
    return JSON.stringify(value).replace(
        /[<>&\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

function asset(name: string): string {
    return `\n${readFileSync(path.join(__dirname, name), "utf8").replaceAll("\r\n", "\n")}`;
}

function hashOf(text: string): string {
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
