import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { comment, type PlanFile } from "../../../tools/comment/comment";
import { driftReport, findingsIn, type Preview } from "../../../tools/comment/drift";
import { type Plan, root } from "../../../tools/plan/evaluate";
import { renderPage } from "../../../tools/plan/html/page";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { renderScreen } from "../../../tools/plan/screen";
import { shown } from "../../../tools/plan/shown";
import { readStackConfig } from "../../../tools/plan/stackFile";
import { judgePlan } from "../../../tools/plan/verdict";
import { wiring } from "../../../tools/plan/wiring";
import { literalWarning } from "../../../tools/render/literals";
import { anyPlanting, givesAway, hostile, planted, plantings, unfit, withPlanting } from "../../model/planted";
import { check } from "../../settings/helpers";
import { planOf } from "./stacks";

/** A stack that is planned, though it writes every kind of secret as a literal wherever values are free. */
const careless = {
    "kong-observability:cluster": { kind: "kubeconfig" },
    "kong-observability:chartOverrides": {
        kong: { deployment: { ...plantings }, env: { pg_password: planted }, extraObjects: Object.values(plantings) },
        "kube-prometheus-stack": {
            grafana: { ...plantings, adminPassword: planted, note: hostile },
            alertmanager: { extra: plantings },
        },
        loki: { extraContainers: plantings["environment as a text"], more: plantings },
        tempo: plantings,
    },
    "kong-observability:gateway": {
        services: [
            {
                name: "a",
                url: `http://user:${planted}@upstream.example.com`,
                routes: [
                    {
                        name: "a",
                        paths: ["/a"],
                        plugins: [
                            { name: "key-auth", config: plantings },
                            { name: "acl", config: { note: hostile } },
                        ],
                    },
                ],
            },
        ],
        plugins: [
            { name: "opentelemetry", config: { headers: { Authorization: `Bearer ${planted}`, "X-Team": planted } } },
            { name: "http-log", config: plantings },
        ],
        resourceAttributes: { team: "platform", token: planted },
    },
    "kong-observability:access": {
        through: {
            kind: "ingress",
            className: "nginx",
            annotations: { "example.com/api-token": planted, note: hostile },
        },
        grafana: { host: "grafana.example.com", tls: { kind: "elsewhere" } },
    },
};

const run = (script: string, ...args: string[]): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", "ts-node/register", script, ...args], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, GRAFANA_PASSWORD: planted },
    });
    return { status, said: `${stdout}${stderr}` };
};
const clean = (text: string): void => {
    assert.ok(!givesAway(text), text.slice(Math.max(0, text.indexOf("Xy9Zq7") - 200), text.indexOf("Xy9Zq7") + 100));
    assert.ok(!unfit.test(text), JSON.stringify(unfit.exec(text)));
};

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

    it("reach neither screen, nor JSON, page, comment, nor the names of what render wrote", () => {
        const [json, html, head, out] = ["careless.json", "page.html", "head", "comment.md"].map((name) =>
            path.join(folder, name),
        ) as [string, string, string, string];
        const { status, said } = run(
            "tools/plan/main.ts",
            "careless",
            "--config-file",
            file(stringify({ config: careless })),
            "--json",
            json,
            "--html",
            html,
        );
        // The policy pack sees the values as they are, and refuses them.
        assert.equal(status, 1, said);
        assert.ok(said.match(/mandatory secrets /g)!.length > 20, said);
        [said, readFileSync(json, "utf8"), readFileSync(html, "utf8")].forEach(clean);
        const plan = JSON.parse(readFileSync(json, "utf8")) as PlanFile;
        assert.ok(plan.resources.length > 40);

        mkdirSync(head);
        writeFileSync(path.join(head, "careless.json"), JSON.stringify(plan));
        writeFileSync(path.join(head, "careless.txt"), said);
        assert.equal(run("tools/comment/main.ts", "--head", head, "--out", out).status, 0);
        clean(readFileSync(out, "utf8"));
    });

    it("are not quoted where it is no YAML, not an object, or refused", () => {
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
        const { status, said } = run("tools/plan/main.ts", "x", "--config-file", file(stringify({ config: wrong })));
        assert.equal(status, 1);
        assert.match(said, /has \d problems/);
        clean(said);
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

describe("secrets in a plan", () => {
    const urn = (name: string): string => `urn:pulumi:dev::kong-observability::kubernetes:core/v1:ConfigMap::${name}`;
    const resource = (name: string, inputs: Record<string, unknown>): PlannedResource => ({
        urn: urn(name),
        type: "kubernetes:core/v1:ConfigMap",
        name,
        parent: null,
        provider: null,
        protect: false,
        inputs,
        secrets: [],
        unknowns: [],
        dependsOn: [],
    });
    const planWith = (value: unknown): Plan => ({
        stack: "dev",
        resources: [
            resource("a", { data: value, metadata: { name: "a", note: hostile } }),
            { ...resource("r", { chart: "kong", values: value }), type: "kubernetes:helm.sh/v3:Release" },
        ],
        outputs: { values: { some: value, note: hostile }, secrets: [], unknowns: [] },
        notices: [hostile],
    });

    it("are hidden in whatever is made of it, wherever they stand", () => {
        fc.assert(
            fc.property(withPlanting, withPlanting, (value, other) => {
                const plan = planWith(value);
                const found = { plan, wires: wiring(plan.resources), verdicts: judgePlan(plan, {}) };
                const file: PlanFile = {
                    stack: "dev",
                    resources: plan.resources,
                    outputs: plan.outputs.values,
                    policy: found.verdicts,
                };
                const base: PlanFile = { ...file, resources: planWith(other).resources };
                clean(renderScreen(plan, found.wires, found.verdicts, "x").replaceAll(/\u001b\[\d+m/g, ""));
                clean(comment([{ stack: "dev", head: file, base, problems: `broken: http://a:${planted}@b` }]));
                assert.ok(!givesAway(JSON.stringify(shown(found))));
                assert.ok(!givesAway(literalWarning(plan.resources, "rendered") ?? ""));
            }),
            { numRuns: 150 },
        );
    });

    it("are hidden on the page", async () => {
        const planned = structuredClone(await planOf("dev"));
        const release = planned.resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release")!;
        release.inputs.values = { ...(release.inputs.values as object), more: plantings, note: hostile };
        planned.notices.push(`${hostile} http://a:${planted}@b`);
        const page = await renderPage(planned, wiring(planned.resources), judgePlan(planned, {}));
        clean(page);
    });

    it("are said by key where render writes them, and not otherwise", async () => {
        const warning = literalWarning(planWith({ env: { pg_password: planted } }).resources, "rendered/dev") ?? "";
        assert.match(
            warning,
            /^Warning: the files in rendered\/dev hold .*\n {2}a: data\.env\.pg_password\n {2}r: values\.env\.pg_password$/,
        );
        for (const stack of ["dev", "access-kong"]) {
            assert.equal(literalWarning((await planOf(stack)).resources, "x"), undefined);
        }
    });

    it("are hidden in the drift check, which passes on what providers say", () => {
        fc.assert(
            fc.property(anyPlanting, withPlanting, ([, value], other) => {
                const quoted = typeof value === "string" ? value : JSON.stringify(value);
                const preview: Preview = {
                    steps: [
                        {
                            op: "update",
                            urn: urn(`a${hostile}`),
                            detailedDiff: {},
                            oldState: { inputs: { a: value } },
                            newState: { inputs: { a: other, [`http://a:${planted}@b`]: 1 } },
                        },
                    ],
                    diagnostics: [{ severity: "error", message: `${hostile} refused ${quoted}` }],
                };
                clean(driftReport("dev", findingsIn(preview, new Date())));
            }),
            { numRuns: 200 },
        );
    });
});

describe("secrets on a command line", () => {
    const address = `http://user:${planted}@127.0.0.1:9`;
    const lines: [string, string[]][] = [
        ["tools/verify/main.ts", ["dev", "--prometheus-url", address, "--outputs", "nowhere.json"]],
        ["tools/verify/main.ts", ["dev", "--prometheus-url", `http://user:pa/${planted}@host:x`]],
        ["tools/verify/main.ts", ["dev", address, "--requests", address]],
        ["tools/verify/main.ts", ["dev", `--prometheus-ur=${planted}`]],
        ["tools/plan/main.ts", [address]],
        ["tools/plan/main.ts", ["x", "--config-file", address]],
        ["tools/comment/main.ts", ["--head", address, "--out", address]],
        ["tools/comment/driftMain.ts", ["dev", `${address}${hostile}`]],
        ["tools/render/main.ts", [address, `${hostile}`]],
    ];
    for (const [script, args] of lines) {
        it(`are not printed by ${script} ${args.join(" ").replaceAll(planted, "…").replaceAll(hostile, "…")}`, () => {
            const { status, said } = run(script, ...args);
            assert.ok(status === 1 || status === 2, said);
            assert.ok(said.length > 10);
            clean(said);
        });
    }
});

describe("the wiring", () => {
    it("is found in a long text as soon as in a short one", () => {
        const { user } = process.cpuUsage();
        const inputs = {
            data: {
                a: "a".repeat(1_000_000),
                b: `${"a-".repeat(500_000)} http://tempo.observability.svc:3200/x`,
                c: "a.a.".repeat(250_000),
            },
        };
        const [wire] = wiring([
            {
                urn: "u",
                type: "kubernetes:core/v1:ConfigMap",
                name: "a",
                parent: null,
                provider: null,
                protect: false,
                inputs,
                secrets: [],
                unknowns: [],
                dependsOn: [],
            },
        ]);
        assert.equal(wire?.address, "http://tempo.observability.svc:3200/x");
        // 100 KB once took 57 s.
        assert.ok((process.cpuUsage().user - user) / 1000 < 10_000);
    });
});
