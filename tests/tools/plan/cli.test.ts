import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Verdict } from "../../../policy/judge";
import { main } from "../../../tools/plan/main";
import { forgetPromises } from "../../../tools/plan/recorder";
import { type Ended, runCommand } from "../../command";
import { stackFiles } from "./stacks";

describe("npm run plan", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "plan-"));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const run = (...args: string[]): Promise<Ended> => runCommand(main, ...args);
    const file = (content: string): string => {
        const name = path.join(folder, "Pulumi.test.yaml");
        writeFileSync(name, content);
        return name;
    };

    it("plans dev where no stack is named", async () => {
        const { status, stdout } = await run();
        assert.equal(status, 0);
        assert.match(stdout, /^Plan of stack dev, as the first preview of a new one: \d+ resources\n/);
        for (const title of ["Notices", "Components and resources", "Wiring", "Secrets, by name only", "Outputs"]) {
            assert.ok(stdout.includes(`\n${title}\n`), title);
        }
        const certificate = "Kubernetes Secret kong/(kong-cluster-certificate, whose name is known after pulumi up)";
        assert.ok(stdout.includes(`\n  ${certificate}\n`), "no Secret is unnamed");
        assert.ok(stdout.split("\n").every((line) => line.length < 170));
    });

    it("lists what components rely on, why, and whether it holds, and leaves it out of the plan as data", async () => {
        const json = path.join(folder, "relies.json");
        const processors = "{ metrics_generator: { processors: [service-graphs] } }";
        const settings = `kong-observability:chartOverrides: { tempo: { tempo: { overrides: { defaults: ${processors} } } } }`;
        const own = readFileSync(stackFiles["loki-stack"] ?? "", "utf8");
        const { status, stdout } = await run(
            "--config-file",
            file(`${own}    ${settings}\n`),
            "--relies",
            "--json",
            json,
        );
        assert.equal(status, 1);
        assert.match(
            stdout,
            /\n {2}holds {2}traces → metrics-kube-prometheus-stack: prometheus\.prometheusSpec\.enableRemoteWriteReceiver must be true: Tempo/,
        );
        assert.match(
            stdout,
            /\n {2}broken: got \["service-graphs"\]; datasources → traces-tempo: tempo\.overrides\.\S+ must contain span-metrics: /,
        );
        const { resources, policy } = JSON.parse(readFileSync(json, "utf8"));
        assert.ok(policy.some((verdict: Verdict) => verdict.policy === "relies"));
        assert.ok(resources.every(({ inputs }: { inputs: object }) => !("relies" in inputs)));
    });

    it("writes the same bytes each time, in the shape that is promised", async () => {
        const [first, second] = [path.join(folder, "1.json"), path.join(folder, "2.json")];
        const { status, stdout } = await run("prod", "--json", first);
        assert.equal(status, 0);
        assert.match(stdout, /\d+ rules: 0 mandatory violations, 1 advisory, by policy\/config\/prod\.json\n/);
        assert.equal((await run("prod", "--json", second)).status, 0);
        const text = readFileSync(first, "utf8");
        assert.equal(text, readFileSync(second, "utf8"));
        const json = JSON.parse(text);
        assert.deepEqual(Object.keys(json), ["stack", "resources", "outputs", "policy"]);
        assert.equal(json.stack, "prod");
        assert.deepEqual(
            [...new Set(json.policy.map(({ policy, level }: Verdict) => `${policy}: ${level}`))],
            ["placeholders: advisory"],
        );
        for (const verdict of json.policy) {
            assert.deepEqual(Object.keys(verdict), ["policy", "level", "severity", "urn", "message", "remediation"]);
        }
        for (const resource of json.resources) {
            assert.deepEqual(Object.keys(resource), [
                "urn",
                "type",
                "name",
                "parent",
                "provider",
                "protect",
                "inputs",
                "secrets",
                "unknowns",
                "dependsOn",
            ]);
        }
        const urns = new Set(json.resources.map(({ urn }: { urn: string }) => urn));
        for (const { parent, provider, dependsOn } of json.resources) {
            assert.ok([parent, provider, ...dependsOn].every((urn) => urn === null || urns.has(urn)));
        }
    });

    it("says what the policy pack finds, and fails where it is mandatory", async () => {
        const { status, stdout } = await run("prod", "--policy-config", "tests/fixtures/policy-strict.json");
        assert.equal(status, 1);
        assert.match(
            stdout,
            /\n {2}mandatory sampling kong-dp\n {4}kong-dp: the effective sampling rate is 0\.1 \(the plugin's\); allowed: 0\.5 to 1\n/,
        );
    });

    it("says where a stack of one's own has no configuration of the pack", async () => {
        const { stdout } = await run("mine", "--config-file", "tests/fixtures/Pulumi.external.yaml");
        assert.match(stdout, /by every rule's defaults \(there is no policy\/config\/mine\.json\)/);
    });

    it("plans any file, with encrypted values as placeholders and no passphrase", async () => {
        const name = path.join(folder, "secure.json");
        const source = readFileSync(stackFiles.enterprise!, "utf8").replaceAll('"[secret]"', "{ secure: v1:abc }");
        const { status, stderr } = await run("test", "--config-file", file(source), "--json", name);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.ok(!readFileSync(name, "utf8").includes("v1:abc"));
    });

    const refused: [string, string[], string | undefined, RegExp][] = [
        [
            "an unknown stack",
            ["staging"],
            undefined,
            /^stack: got "staging", but there is no Pulumi\.staging\.yaml; allowed: dev, local, prod, or any file with --config-file$/m,
        ],
        ["an unknown option", ["--jsn", "x"], undefined, /^Unknown option '--jsn'; see --help$/m],
        [
            "a file that cannot be written",
            ["local", "--json", "nowhere/plan.json"],
            undefined,
            /^nowhere\/plan\.json: no such file or directory$/m,
        ],
        ["a missing file", ["x", "--config-file", "nowhere.yaml"], undefined, /^nowhere\.yaml: no such file$/m],
        ["a file that is no YAML", ["x"], "config: [", /Pulumi\.test\.yaml: /],
        ["no object of configuration", ["x"], "config: 5", /config: got 5; allowed: an object of keys and values/],
        [
            "wrong settings, all at once",
            ["x"],
            "config: { kong-observability:cluster: { kind: eks }, kong-observability:sampling: { rate: 2 } }",
            /has 2 problems:\n {2}aws:region: missing.*\n {2}kong-observability:sampling\.rate: got 2; allowed: 0 to 1|has 2 problems:\n {2}kong-observability:sampling\.rate: got 2; allowed: 0 to 1\n {2}aws:region: missing/,
        ],
        [
            "a secret inside an object",
            ["x"],
            "config: { kong-observability:kong: { database: { password: { secure: v1:abc } } } }",
            /kong-observability:kong\.database\.password: got something encrypted inside an object/,
        ],
        [
            "a secret in plain text",
            ["x"],
            "config: { kong-observability:databasePassword: hunter2 }",
            /kong-observability:databasePassword: got a secret in plain text/,
        ],
        [
            "it together with what else is wrong",
            ["x"],
            "config: { kong-observability:databasePassword: hunter2, kong-observability:sampling: { rate: 2 } }",
            /has 3 problems:\n {2}kong-observability:databasePassword: got a secret.*\n(.*\n)*.*sampling\.rate: got 2/,
        ],
        [
            "a credential in plain text beside encrypted ones",
            ["x"],
            "config: { kong-observability:credentials: { a: { secure: v1:abc }, b: hunter2 } }",
            /kong-observability:credentials\.b: got a secret in plain text; allowed: .* --secret --path 'credentials\.b'$/m,
        ],
        [
            "credentials that are encrypted as one, whose names nobody could read",
            ["x"],
            "config: { kong-observability:credentials: { secure: v1:abc } }",
            /kong-observability:credentials: got something other than an object; allowed: .* --path 'credentials\.NAME'$/m,
        ],
        [
            "a policy configuration that names no rule",
            ["dev", "--policy-config", "tests/fixtures/policy-unknown.json"],
            undefined,
            /policy-unknown\.json: samplng: unknown rule; allowed: all, sampling, /,
        ],
        [
            "a setting of the pack that a rule lacks",
            ["dev", "--policy-config", "tests/fixtures/policy-unknown.json"],
            undefined,
            /policy-unknown\.json: pins\.mirors: unknown setting; allowed: enforcementLevel, /,
        ],
        [
            "more routes than a ConfigMap holds",
            ["x"],
            `config:\n  kong-observability:cluster: { kind: kubeconfig }\n  kong-observability:gateway:\n    services:\n      - name: a\n        url: http://a\n        routes: [${Array.from({ length: 1500 }, (_, index) => `{ name: r${index}, paths: [/r${index}/${"x".repeat(700)}] }`).join(", ")}]`,
            /^gateway: the configuration is \d+ bytes with 1 services and 1500 routes; allowed: 1048576 bytes/m,
        ],
    ];
    for (const [what, args, content, expected] of refused) {
        it(`refuses ${what} with its reason and exit code 1`, async () => {
            forgetPromises();
            const { status, stdout, stderr } = await run(
                ...args,
                ...(content === undefined ? [] : ["--config-file", file(content)]),
            );
            assert.equal(status, 1);
            assert.match(stderr, expected);
            assert.ok(!stderr.includes("    at "), stderr);
            assert.ok(!`${stdout}${stderr}`.includes("hunter2"));
            assert.equal(forgetPromises(), 0, "something is still waiting for what failed");
        });
    }
});
