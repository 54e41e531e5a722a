import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PackConfig, Verdict } from "../../policy/judge";
import { rules } from "../../policy/rules";
import { root } from "../../tools/plan/evaluate";
import { judgePlan, packConfig } from "../../tools/plan/verdict";
import { linkDependencies, manifestOf, pack as packed, unpack } from "../package/tarball";
import { planOf } from "../tools/plan/stacks";
import { Analyzer } from "./analyzer";
import type { EngineStack, PolicyDiagnostic, Run } from "./stack";
import { configuredSecrets, describeEngine, kubeconfigToken } from "./suite";

const pack = path.join(root, "policy");
const strict = path.join(root, "tests/fixtures/policy-strict.json");

describeEngine("the policy pack in the engine", (suite) => {
    let analyzer: Analyzer;
    let folder: string;
    before(() => {
        analyzer = new Analyzer();
        folder = mkdtempSync(path.join(tmpdir(), "policy-config-"));
    });
    after(() => {
        analyzer.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    function write(name: string, config: PackConfig): string {
        const file = path.join(folder, `${name}.json`);
        writeFileSync(file, JSON.stringify(config));
        return file;
    }

    /** Much of what can be found in a good plan, at both levels. */
    const severe: PackConfig = {
        all: "mandatory",
        sampling: { enforcementLevel: "advisory", minRate: 0.001, maxRate: 0.002 },
        pins: { enforcementLevel: "mandatory", registries: ["registry.example"] },
        production: {
            enforcementLevel: "mandatory",
            minReplicas: 50,
            protect: true,
            multiAz: true,
            minBackupDays: 35,
            minCidrPrefix: 32,
        },
        "object-storage": "mandatory",
        "deprecated-charts": "disabled",
    };

    for (const [name, own] of Object.entries({
        dev: "dev",
        local: "local",
        enterprise: "prod",
        "ingress-controller": "local",
    })) {
        describe(name, () => {
            let stack: EngineStack;
            before(async () => {
                stack = await suite.stack(name);
            });

            for (const time of ["new", "existing"]) {
                it(`is judged as the offline plan is: on a cluster that is ${time}`, async () => {
                    if (time === "existing") {
                        const { failed, output } = await stack.up();
                        assert.ok(!failed, output);
                    }
                    assert.ok(!(await judgedAlike(name, stack, path.join(pack, "config", `${own}.json`))).failed);
                    const judged = await judgedAlike(name, stack, write("severe", severe));
                    assert.ok(judged.failed && judged.policies.length > 20);
                });
            }
        });
    }

    it("stops the preview where a rule of the configuration's own demands more", async () => {
        const preview = await judgedAlike("prod", await suite.stack("prod"), strict);
        assert.ok(preview.failed);
        assert.deepEqual(
            [...new Set(preview.policies.filter(({ level }) => level === "mandatory").map(({ policy }) => policy))],
            ["sampling", "alerts"],
        );
    });

    it("says so where everything is off but a rule, and what it would judge too", async () => {
        const stack = await suite.stack("local");
        const one: PackConfig = {
            all: "disabled",
            pins: { enforcementLevel: "mandatory", registries: ["registry.example"] },
        };
        const blind = await stack.preview({ pack, config: write("blind", one) });
        assert.ok(blind.failed);
        assert.deepEqual(
            blind.policies.map(({ policy, level }) => [policy, level]),
            [["pins", "mandatory"]],
        );
        assert.match(blind.policies[0]?.message ?? "", /"inventory" is disabled/);
        const seeing: PackConfig = { ...one, inventory: "advisory" };
        assert.ok((await judgedAlike("local", stack, write("seeing", seeing), pack, seeing)).failed);
    });

    it("judges the same out of its own tarball, as pulumi policy publish packs it", async () => {
        const unpacked = path.join(folder, "unpacked");
        unpack(packed("policy", folder), unpacked);
        linkDependencies(manifestOf(unpacked), unpacked);
        const stack = await suite.stack("local");
        assert.ok(!(await judgedAlike("local", stack, path.join(pack, "config/local.json"), unpacked)).failed);
        const judged = await judgedAlike("local", stack, write("severe", severe), unpacked);
        assert.ok(judged.failed && judged.policies.length > 20);
    });

    /** The engine's preview says what the offline plan says, and stops where it stops. */
    async function judgedAlike(
        name: string,
        stack: EngineStack,
        file: string,
        from = pack,
        config = packConfig(name, file),
    ): Promise<Run> {
        const verdicts = judgePlan(await planOf(name), config);
        const preview = await stack.preview({ pack: from, config: file });
        assert.ok(preview.steps.length > 20, preview.output);
        assert.deepEqual(sorted(preview.policies), sorted(verdicts.map(asDiagnostic)), file);
        assert.equal(
            preview.failed,
            verdicts.some(({ level }) => level === "mandatory"),
            preview.output,
        );
        assertReadable(preview);
        return preview;
    }
});

function asDiagnostic({ policy, level, urn, message }: Verdict): PolicyDiagnostic {
    // The SDK puts the rule's description before each message.
    return { policy, level, urn, message: `${rules.find(({ name }) => name === policy)?.description}\n${message}` };
}

function sorted(diagnostics: PolicyDiagnostic[]): string[] {
    return diagnostics.map(({ policy, level, urn, message }) => [policy, level, urn, message].join(" | ")).sort();
}

/** Nothing that a rule could not judge, and nothing that nobody may read. */
function assertReadable({ output, policies, messages }: Run): void {
    const text = JSON.stringify([output, policies, messages]);
    assert.doesNotMatch(text, /can't run/);
    for (const secret of [...Object.values(configuredSecrets), kubeconfigToken]) {
        assert.ok(!text.includes(secret) && !text.includes(JSON.stringify(secret).slice(1, -1)));
    }
}
