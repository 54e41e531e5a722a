import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Values } from "../../../model/values";
import type { Verdict } from "../../../policy/judge";
import { comment, commentLimit, type PlanFile } from "../../../tools/comment/comment";
import { main } from "../../../tools/comment/main";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { runCommand } from "../../command";
import { plannedResource } from "../plan/plannedResource";
import { planOf } from "../plan/stacks";

const urn = (type: string, name: string): string => `urn:pulumi:dev::kong-observability::${type}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "kong-observability-dev");
const resource = (
    type: string,
    name: string,
    inputs: Record<string, unknown> = {},
    more: Partial<PlannedResource> = {},
): PlannedResource => plannedResource({ urn: urn(type, name), type, name, inputs, parent: stack, ...more });
const planFile = (
    resources: PlannedResource[],
    policy: Verdict[] = [],
    outputs: Record<string, unknown> = {},
): PlanFile => ({ stack: "dev", resources, outputs, policy });
const verdict = (more: Partial<Verdict> = {}): Verdict => ({
    policy: "sampling",
    level: "mandatory",
    severity: "high",
    urn: urn("t:t:T", "kong-dp"),
    message: "the rate is 0",
    remediation: "set sampling.rate",
    ...more,
});
const only = (head: PlanFile, base?: PlanFile, limit?: number): string =>
    comment([{ stack: "dev", head, base }], limit);
const configMap = (name: string, data: Record<string, string>, more: Record<string, unknown> = {}): PlannedResource =>
    resource("kubernetes:core/v1:ConfigMap", name, { data, ...more });

describe("the comment", () => {
    it("counts resources by the outermost component that holds them", () => {
        const outer = resource("kong-observability:kong:DataPlane", "kong-dp");
        const inner = resource("kong-observability:release:ChartRelease", "kong-dp", {}, { parent: outer.urn });
        const text = only(
            planFile([
                resource("pulumi:pulumi:Stack", "kong-observability-dev", {}, { parent: null }),
                outer,
                inner,
                resource("kubernetes:helm.sh/v3:Release", "kong-dp", {}, { parent: inner.urn }),
                configMap("a", {}),
                configMap("b", {}),
            ]),
        );
        assert.match(text, /<summary>3 resources by component<\/summary>/);
        assert.ok(text.includes("| `kong-dp` | 1 | Release |"));
        assert.ok(text.includes("| (the stack itself) | 2 | 2 × ConfigMap |"));
        assert.match(text, /^### dev: ✅ no policy violation · nothing to compare with\n/);
    });

    it("says what changed of what another stack hands on", () => {
        const other = "acme/observability/prod";
        const handing = (grpc: string): PlannedResource =>
            resource("kong-observability:stack:OtherStack", other, { stack: other, layers: { otlp: { grpc } } });
        const text = only(planFile([handing("b:4317")]), planFile([handing("a:4317")]));
        assert.ok(
            text.includes(
                "| ✏️ changed | OtherStack `acme/observability/prod` | `layers.otlp.grpc` | `a:4317` | `b:4317` |",
            ),
        );
    });

    it("lists verdicts, mandatory ones first, then by severity", () => {
        const policy = [
            verdict({ policy: "c", level: "advisory", severity: "critical" }),
            verdict({ policy: "b", severity: "low" }),
            verdict({ policy: "a", severity: "critical" }),
        ];
        const text = only(planFile([], policy));
        assert.deepEqual(
            [...text.matchAll(/^\| (❌|⚠️) \| `(.)`/gm)].map(([, mark, rule]) => `${mark}${rule}`),
            ["❌a", "❌b", "⚠️c"],
        );
        assert.match(text, /^### dev: ❌ 2 mandatory and 1 advisory policy violations/);
        assert.ok(text.includes("the rate is 0 | set sampling.rate |"));
    });

    it("says what is created, deleted, replaced and changed, with the values", () => {
        const before = [
            configMap("gone", {}),
            configMap("renamed", {}, { metadata: { name: "x-1" } }),
            configMap("changed", { mode: "old" }),
            configMap("frozen", { mode: "old" }, { immutable: true }),
        ];
        const after = [
            configMap("new", {}),
            configMap("renamed", {}, { metadata: { name: "x-2" } }),
            configMap("changed", { mode: "new" }),
            configMap("frozen", { mode: "new" }, { immutable: true }),
        ];
        const text = only(planFile(after), planFile(before));
        assert.match(text, /1 deleted, 2 replaced, 1 created, 1 changed/);
        for (const line of [
            "| ➖ deleted | ConfigMap `gone` |  |  |  |",
            "| ♻️ replaced | ConfigMap `renamed` | `metadata.name` | `x-1` | `x-2` |",
            "| ♻️ replaced | ConfigMap `frozen` | `data.mode` | `old` | `new` |",
            "| ➕ created | ConfigMap `new` |  |  |  |",
            "| ✏️ changed | ConfigMap `changed` | `data.mode` | `old` | `new` |",
        ]) {
            assert.ok(text.includes(`${line}\n`), line);
        }
        assert.match(only(planFile(after), planFile(after)), /no resource changes/);
    });

    it("puts sampling first and plugins second, reading the gateway's YAML", () => {
        const gateway = (rate: number, consumer: boolean): PlannedResource =>
            configMap("zz-gateway", {
                "kong.yaml": `plugins: [{name: prometheus, config: {per_consumer: ${consumer}}}, {name: opentelemetry, config: {sampling_rate: ${rate}}}]`,
            });
        const plugin = (value: string): PlannedResource =>
            resource("kubernetes:configuration.konghq.com/v1:KongClusterPlugin", "plugin", { config: { a: value } });
        const text = only(
            planFile([configMap("aa", { x: "2" }), gateway(0.1, true), plugin("2")], [], { sampling: "10 %" }),
            planFile([configMap("aa", { x: "1" }), gateway(1, false), plugin("1")], [], { sampling: "100 %" }),
        );
        const paths = [...text.matchAll(/^\| ✏️ changed \| [^|]+ \| `([^|]+)` \|/gm)].map(([, at]) => at);
        assert.deepEqual(paths, [
            'data["kong.yaml"].plugins[opentelemetry].config.sampling_rate',
            'data["kong.yaml"].plugins[prometheus].config.per_consumer',
            "config.a",
            "data.x",
        ]);
        assert.ok(text.includes("**Sampling**: `100 %` → `10 %`"));
    });

    it("never prints a secret: not a Secret's content, not a value under a telling name", () => {
        const secret = (value: string): PlannedResource =>
            resource("kubernetes:core/v1:Secret", "s", {
                stringData: { "tls.key": value },
                metadata: { labels: { v: value.slice(0, 1) } },
            });
        const release = (value: string): PlannedResource =>
            resource("kubernetes:helm.sh/v3:Release", "r", {
                values: {
                    adminPassword: value,
                    env: { pg_password: value, slack_api_url: value },
                    secretName: `n${value.length}`,
                },
            });
        const text = only(
            planFile([secret("hunter2"), release("hunter2")]),
            planFile([secret("correct horse"), release("correct horse")]),
        );
        assert.ok(!/hunter2|correct horse/.test(text), text);
        assert.ok(text.includes("| `values.adminPassword` | `[secret]` | `[secret]` |"));
        assert.ok(text.includes("| `values.secretName` | `n13` | `n7` |"));
    });

    it("shows what changes in an Application as in a release, and hides the same", () => {
        const application = (values: Values, targetRevision: string, more: object = {}): PlannedResource =>
            resource("kubernetes:argoproj.io/v1alpha1:Application", "kong-dp", {
                spec: { source: { chart: "kong", targetRevision, helm: { valuesObject: values, ...more } } },
            });
        const text = only(
            planFile([application({ replicaCount: 3, adminPassword: "hunter2" }, "3.4.2")]),
            planFile([application({ replicaCount: 2, adminPassword: "correct horse" }, "3.4.1")]),
        );
        assert.ok(!/hunter2|correct horse/.test(text), text);
        assert.ok(text.includes("| `values.replicaCount` | `2` | `3` |"), text);
        assert.ok(text.includes("| `values.adminPassword` | `[secret]` | `[secret]` |"));
        assert.ok(text.includes("| `spec.source.targetRevision` | `3.4.1` | `3.4.2` |"));
        // Their texts have values of their own too, and a parameter's secret may be told by another parameter.
        const written = (values: string, password: string): PlannedResource =>
            application({}, "3.4.1", {
                valuesObject: undefined,
                values,
                parameters: [
                    { name: "e[0].name", value: "DB_PASSWORD" },
                    { name: "e[0].value", value: password },
                ],
            });
        const texts = only(
            planFile([written("replicaCount: 3\n", "hunter2")]),
            planFile([written("replicaCount: 2\n", "correct horse")]),
        );
        assert.ok(texts.includes("| `spec.source.helm.values.replicaCount` | `2` | `3` |"), texts);
        assert.ok(!/hunter2|correct horse/.test(texts), texts);
    });

    it("keeps what others wrote inside its cell", () => {
        const hostile = "x` | <img src=//a> @team [l](http://a) #1\n\n# big";
        const text = only(
            planFile([configMap("a", { k: hostile })], [verdict({ message: hostile, policy: hostile })]),
            planFile([configMap("a", { k: "" })]),
        );
        const lines = text.split("\n").filter((line) => line.includes("big"));
        assert.equal(lines.length, 2);
        assert.ok(lines.every((line) => line.startsWith("| ") && line.endsWith(" |")));
        const outsideCode = text.replace(/`[^`\n]*`/g, "");
        assert.ok(!/^# big|[^\\]<img|@\w|#\d|:\/\/|[^\\]\[l/m.test(outsideCode), outsideCode);
    });

    it("stays under its limit however large the plans, and says that something is left out", () => {
        const many = (value: string): PlannedResource[] =>
            Array.from({ length: 300 }, (_, index) =>
                configMap(
                    `map-${index}`,
                    { value: value.repeat(100) },
                    { nested: Object.fromEntries(Array.from({ length: 30 }, (__, at) => [`k${at}`, value])) },
                ),
            );
        const policy = Array.from({ length: 200 }, (_, index) =>
            verdict({ policy: `rule-${index}`, message: "m".repeat(2000) }),
        );
        const report = {
            stack: "dev",
            head: planFile(many("a"), policy),
            base: planFile(many("b")),
            problems: "broken wire\n".repeat(5000),
        };
        for (const limit of [2000, 10_000, commentLimit]) {
            for (const stacks of [1, 3]) {
                const text = comment(
                    Array.from({ length: stacks }, () => report),
                    limit,
                );
                assert.ok(text.length <= limit, `${text.length} of ${limit}`);
            }
        }
        const text = comment([report, { ...report, stack: "prod" }, { stack: "local", problems: "no" }]);
        assert.ok(text.length > commentLimit / 2);
        assert.match(text, /… and \d+ more, left out for length\./);
        assert.match(text, /^#### Policies$/m);
        assert.match(text, /^#### Changes$/m);
        assert.match(text, /^### local: ❌ no plan$/m);
    });

    it("says why there is no plan", () => {
        assert.equal(
            comment([{ stack: "dev", problems: "sampling.rate: got 2; allowed: 0 to 1\n" }]),
            "### dev: ❌ no plan\n\n- sampling.rate: got 2; allowed: 0 to 1\n",
        );
    });

    it("is the same for the same plans, whatever their order", async () => {
        const { stack: name, resources, outputs } = await planOf("prod");
        const head = {
            stack: name,
            resources,
            outputs: outputs.values,
            policy: [verdict(), verdict({ policy: "pins" })],
        };
        const turned = { ...head, resources: [...resources].reverse(), policy: [...head.policy].reverse() };
        assert.equal(only(head), only(turned));
        assert.match(only(head), /\| `cluster` \| \d+ \|/);
    });

    it("is written by npm run comment from two folders of plans", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "comment-"));
        try {
            const [head, base, out] = ["head", "base", "out.md"].map((name) => path.join(folder, name)) as [
                string,
                string,
                string,
            ];
            [head, base].forEach((name) => mkdirSync(name));
            writeFileSync(path.join(head, "dev.json"), JSON.stringify(planFile([configMap("a", { x: "2" })])));
            writeFileSync(path.join(head, "dev.txt"), "");
            writeFileSync(path.join(base, "dev.json"), JSON.stringify(planFile([configMap("a", { x: "1" })])));
            writeFileSync(path.join(head, "local.txt"), "no such thing\n");
            const run = (...args: string[]) => runCommand(main, ...args);
            assert.deepEqual(
                [(await run("--head", head, "--base", base, "--out", out)).status, (await run("--head", head)).status],
                [0, 1],
            );
            assert.match(
                readFileSync(out, "utf8"),
                /^### dev: ✅ [^\n]*1 changed[^]*^### local: ❌ no plan\n\n- no such thing$/m,
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
