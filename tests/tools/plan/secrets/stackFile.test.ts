import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { PlanFile } from "../../../../tools/comment/comment";
import { main as commentMain } from "../../../../tools/comment/main";
import { root } from "../../../../tools/plan/evaluate";
import { main as planMain } from "../../../../tools/plan/main";
import { readStackConfig } from "../../../../tools/plan/stackFile";
import { runCommand } from "../../../command";
import { anyPlanting, clean, planted, plantings, withPlanting } from "../../../model/planted";
import { check } from "../../../settings/helpers";
import { careless } from "./careless";

describe("secrets in a stack file", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "secrets-"));
    });
    after(() => rmSync(folder, { recursive: true }));
    const file = (content: string): string => {
        writeFileSync(path.join(folder, "Pulumi.careless.yaml"), content);
        return path.join(folder, "Pulumi.careless.yaml");
    };

    it("reach neither screen, nor JSON, page, comment, nor the names of what render wrote", async () => {
        const [json, html, head, out] = ["careless.json", "page.html", "head", "comment.md"].map((name) =>
            path.join(folder, name),
        ) as [string, string, string, string];
        const { status, stdout, stderr } = await runCommand(
            planMain,
            "careless",
            "--config-file",
            file(stringify({ config: careless })),
            "--json",
            json,
            "--html",
            html,
        );
        const said = `${stdout}${stderr}`;
        // The policy pack sees the values as they are, and refuses them.
        assert.equal(status, 1, said);
        assert.ok(said.match(/mandatory secrets /g)!.length > 20, said);
        [said, readFileSync(json, "utf8"), readFileSync(html, "utf8")].forEach(clean);
        const plan = JSON.parse(readFileSync(json, "utf8")) as PlanFile;
        assert.ok(plan.resources.length > 40);

        mkdirSync(head);
        writeFileSync(path.join(head, "careless.json"), JSON.stringify(plan));
        writeFileSync(path.join(head, "careless.txt"), said);
        assert.equal((await runCommand(commentMain, "--head", head, "--out", out)).status, 0);
        clean(readFileSync(out, "utf8"));
    });

    it("are not quoted where it is no YAML, not an object, or refused", async () => {
        for (const [what, value] of Object.entries(plantings)) {
            const text = typeof value === "string" ? value : stringify(value);
            for (const content of [
                `config:\n  a: ${planted}: b\n`,
                `config: "${planted}`,
                `${text}\n: [`,
                `config:\n  ? ${text}`,
                text,
                stringify({ config: value }),
                stringify({ config: { "kong-observability:databasePassword": value } }),
            ]) {
                try {
                    readStackConfig(root, file(content));
                } catch (error) {
                    clean((error as Error).message);
                    assert.ok(!(error as Error).message.includes("undefined"), what);
                }
            }
        }
        const wrong = {
            ...careless,
            "kong-observability:sampling": { rate: `http://a:${planted}@b` },
            "kong-observability:databasePasswort": planted,
        };
        const { status, stdout, stderr } = await runCommand(
            planMain,
            "x",
            "--config-file",
            file(stringify({ config: wrong })),
        );
        assert.equal(status, 1);
        assert.match(stderr, /has \d problems/);
        clean(`${stdout}${stderr}`);
    });

    it("are not quoted by a problem with any setting", () => {
        const keys = [
            "cluster",
            "sampling",
            "kong",
            "gateway",
            "access",
            "metrics",
            "logs",
            "traces",
            "collector",
            "sample",
            "registry",
            "chartOverrides",
            "unknown",
        ];
        const inside = fc.constantFrom<(value: unknown) => unknown>(
            (value) => value,
            (value) => ({ kind: value, topology: value, strategy: value, chart: value }),
            (value) => ({
                services: [{ name: "a", url: value, routes: [{ name: "a", paths: value, hosts: [value] }] }],
                plugins: [{ name: "opentelemetry", config: value }],
            }),
            (value) => ({
                kong: value,
                ingress: { fullnameOverride: value, gateway: { enabled: false, more: value } },
            }),
            (value) => ({ through: { kind: "kong", className: value }, grafana: { host: value, oidc: value } }),
        );
        fc.assert(
            fc.property(
                fc.constantFrom(...keys),
                inside,
                fc.oneof(
                    anyPlanting.map(([, value]) => value),
                    withPlanting,
                ),
                (key, wrap, value) => {
                    check({ [key]: wrap(value) }).problems.forEach(({ key: at, message }) =>
                        clean(`${at}: ${message}`),
                    );
                },
            ),
            { numRuns: 1000 },
        );
    });

    it("answer at once where they are too large or too deep", () => {
        const { user } = process.cpuUsage();
        for (const content of [
            `config:\n  a: ${"x".repeat(10_000_000)}`,
            "config:\n  a: b\n".repeat(700_000),
            `config: ${"[".repeat(10_000_000)}`,
        ]) {
            assert.throws(() => readStackConfig(root, file(content)), /got \d+ bytes; allowed: 2097152/);
        }
        assert.throws(() => readStackConfig(root, file(`config: ${"[".repeat(500_000)}`)), /nested too deep/);
        assert.throws(
            () => readStackConfig(root, file(`config: { a: ${"[".repeat(200)}${"]".repeat(200)} }`)),
            /nested deeper than 100 levels/,
        );
        for (const value of [
            "x".repeat(10_000_000),
            Array.from({ length: 150 }).reduce<unknown>((inner) => [inner], 1),
        ]) {
            assert.match(
                check({ traces: value }).problems[0]!.message,
                /^got (10000000 characters|something that is nested)/,
            );
        }
        assert.ok((process.cpuUsage().user - user) / 1000 < 20_000);
    });
});
