import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { Plan } from "../../../../tools/plan/evaluate";
import { maskInputs } from "../../../../tools/plan/html/mask";
import { isComponent } from "../../../../policy/library/resource";
import { find, planOf, releaseType } from "../stacks";
import { chromiumArgs, chromiumPath, pageOf, verdictsOf } from "./helpers";

const executablePath = chromiumPath();
if (executablePath === undefined) {
    console.warn(
        "SKIPPED: the HTML page is not tested in a browser: no Chromium here. Install one, or set CHROMIUM to its path.",
    );
}

(executablePath === undefined ? describe.skip : describe)("the page in a real browser", () => {
    let folder: string;
    let browser: BrowserContext;
    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "html-"));
        // A user-data directory of its own, empty.
        browser = await chromium.launchPersistentContext(path.join(folder, "profile"), {
            executablePath,
            args: chromiumArgs,
            viewport: { width: 1400, height: 1000 },
        });
    });
    after(async () => {
        await browser?.close();
        rmSync(folder, { recursive: true, force: true });
    });

    for (const stack of ["existing", "existing-prometheus", "existing-otlp", "gateway", "remote-data-planes"]) {
        it(`opens ${stack} without a complaint, all texts inside their boxes`, async () => {
            const complaints: string[] = [];
            const page = await browser.newPage();
            page.on("console", (message) => complaints.push(message.text()));
            page.on("pageerror", (error) => complaints.push(error.message));
            const file = path.join(folder, `${stack}.html`);
            writeFileSync(file, await pageOf(stack));
            await page.goto(pathToFileURL(file).href);
            assert.ok((await page.locator(".component").count()) > 5);
            assert.deepEqual([await textsOutside(page), complaints], [[], []]);
            await page.close();
        });
    }

    for (const stack of ["dev", "prod"]) {
        describe(stack, () => {
            let page: Page;
            let planned: Plan;
            const complaints: string[] = [];
            const box = (name: string): ReturnType<Page["locator"]> => page.locator(`.component[data-name="${name}"]`);
            const panel = (): ReturnType<Page["locator"]> => page.locator("#panel");

            before(async () => {
                planned = await planOf(stack);
                const file = path.join(folder, `${stack}.html`);
                writeFileSync(file, await pageOf(stack));
                page = await browser.newPage();
                page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
                page.on("pageerror", (error) => complaints.push(error.message));
                page.on(
                    "request",
                    (request) =>
                        request.url() === pathToFileURL(file).href || complaints.push(`asks for ${request.url()}`),
                );
                await page.goto(pathToFileURL(file).href);
            });
            afterEach(async () => {
                await page.keyboard.press("Escape");
                assert.deepEqual(complaints, []);
            });

            it("names every component of the plan in a box, with its text inside", async () => {
                const texts = await page
                    .locator(".component")
                    .evaluateAll((nodes) => nodes.map((node) => node.textContent ?? ""));
                for (const { name } of planned.resources.filter(({ type }) => isComponent(type))) {
                    assert.ok(
                        texts.some((text) => text.includes(name)),
                        name,
                    );
                }
                assert.deepEqual(await textsOutside(page), []);
            });

            it("shows a component's values, resources and policies on a click", async () => {
                await box("kong-cp").click();
                assert.equal(await panel().locator("h2").textContent(), "kong-cp");
                const { values } = maskInputs(find(planned, releaseType, "kong-cp"));
                const shown = await panel().locator(".values pre.json").first().textContent();
                assert.deepEqual(JSON.parse(shown ?? ""), JSON.parse(JSON.stringify(values)));
                assert.match(shown ?? "", new RegExp(`"replicaCount": ${stack === "prod" ? 2 : 1},`));
                const resources = await panel().locator(".resources summary").allTextContents();
                assert.ok(
                    resources.some((text) => text.startsWith("NetworkPolicy kong-cp")),
                    resources.join(),
                );
                for (const name of ["logs", "traces"]) {
                    await box(name).click();
                    const own = verdictsOf(stack, planned).filter(({ urn }) => urn.includes(`::${name}-`));
                    const said = await panel().locator(".policy").textContent();
                    assert.ok(
                        own.length === 0
                            ? said?.includes("No violations")
                            : own.every(
                                  ({ message, remediation }) => said?.includes(message) && said.includes(remediation),
                              ),
                        said ?? "",
                    );
                }
            });

            it("works by keyboard", async () => {
                await box("kong-gateway").focus();
                await page.keyboard.press("Enter");
                assert.equal(await panel().locator("h2").textContent(), "kong-gateway");
                assert.equal(await box("kong-gateway").getAttribute("aria-pressed"), "true");
                await page.keyboard.press("Escape");
                assert.equal(await panel().locator("h2").textContent(), `Stack ${stack}`);
            });

            it("shows no Secret's content", async () => {
                await box("metrics").click();
                await panel().locator(".resources summary", { hasText: "Secret metrics-grafana-admin" }).click();
                assert.match(
                    (await panel().locator(".resources details[open] pre.json").textContent()) ?? "",
                    /"(stringData|data)": "\[secret\]"/,
                );
            });

            it("finds components and resources", async () => {
                await page.keyboard.press("/");
                await page.keyboard.type("grafana-admin");
                assert.deepEqual(
                    await page
                        .locator(".component:not(.dim)")
                        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-name"))),
                    ["metrics"],
                );
                await panel().getByRole("button", { name: "Secret metrics-grafana-admin" }).click();
                assert.equal(await panel().locator("h2").textContent(), "metrics");
                assert.equal(await panel().locator(".resources details[open]").count(), 1);
                await page.locator("#search").fill("no such thing");
                assert.equal(await panel().locator("h2").textContent(), "Nothing found");
                await page.locator("#search").fill("");
                assert.equal(await panel().locator("h2").textContent(), "metrics");
            });

            it("is light or dark as the system is, until the button says otherwise", async () => {
                const background = (): Promise<string> =>
                    page.locator("#panel").evaluate(
                        (node) =>
                            (
                                globalThis as unknown as {
                                    getComputedStyle(of: unknown): { backgroundColor: string };
                                }
                            ).getComputedStyle(node).backgroundColor,
                    );
                await page.emulateMedia({ colorScheme: "light" });
                assert.equal(await background(), "rgb(255, 255, 255)");
                await page.emulateMedia({ colorScheme: "dark" });
                assert.equal(await background(), "rgb(27, 30, 36)");
                await page.locator("#theme").click();
                assert.equal(await background(), "rgb(255, 255, 255)");
                await page.locator("#theme").click();
                assert.equal(await background(), "rgb(27, 30, 36)");
            });
        });
    }
});

/** Texts that are wider than the box or label around them. */
async function textsOutside(page: Page): Promise<unknown[]> {
    return page.locator(".box, g.label").evaluateAll((nodes) =>
        nodes.flatMap((node) => {
            const around = (node.querySelector("rect") as unknown as Shape).getBBox();
            return [...node.querySelectorAll(":scope > text")]
                .filter((text) => {
                    const { x, width } = (text as unknown as Shape).getBBox();
                    return x < around.x || x + width > around.x + around.width;
                })
                .map((text) => text.textContent);
        }),
    );
}

/** As much of an SVG element as is measured here; the browser's own types are not at hand. */
interface Shape {
    getBBox(): { x: number; width: number };
}
