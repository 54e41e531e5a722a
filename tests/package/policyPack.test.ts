import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { judgePlan, packConfig, seenOf } from "../../tools/plan/verdict";
import { root } from "../../tools/plan/evaluate";
import { planOf } from "../tools/plan/stacks";
import { cleanEnv, filesIn, linkDependencies, manifestOf, pack, run, unpack } from "./tarball";

const source = path.join(root, "policy");

describe("the policy pack's tarball", function () {
    this.timeout(120_000);
    let folder: string;
    let unpacked: string;
    let files: string[];
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "policy-pack-"));
        const tarball = pack("policy", folder);
        files = filesIn(tarball);
        unpacked = path.join(folder, "unpacked");
        unpack(tarball, unpacked);
        linkDependencies(manifestOf(unpacked), unpacked);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("holds what the pack imports, compiled, and nothing else", () => {
        const compiled = /^dist\/(policy|charts|model)\/.*\.(js|json)$/;
        const others = files.filter((file) => !compiled.test(file));
        assert.deepEqual(others, [
            "PulumiPolicy.yaml",
            "config/dev.json",
            "config/local.json",
            "config/prod.json",
            "dist/LICENSE",
            "dist/package.json",
            "package.json",
            "start.cjs",
        ]);
        assert.ok(files.length > 140);
    });

    it("has the repository's version, and of each package that it needs the one that is tested here", () => {
        const { version, dependencies } = manifestOf(root);
        const packed = manifestOf(unpacked);
        assert.equal(packed.version, version);
        for (const [name, wanted] of Object.entries(packed.dependencies ?? {})) {
            assert.equal(wanted, dependencies?.[name], name);
        }
    });

    it("tells Pulumi the same of its policies, and of their settings, as the checkout does", async () => {
        const [theirs, ours] = [await analyzerInfo(unpacked), await analyzerInfo(source)];
        assert.equal(theirs.getName(), "kong-observability");
        assert.equal(theirs.getVersion(), manifestOf(root).version);
        assert.ok(theirs.getPoliciesList().length > 20);
        assert.deepEqual(theirs.toObject(), ours.toObject());
    });

    for (const stack of ["dev", "prod", "local", "ingress-controller", "destinations"]) {
        it(`judges the plan of ${stack} as the checkout does`, async () => {
            const plan = await planOf(stack);
            const configs = [packConfig(stack), strictConfig];
            writeFileSync(path.join(folder, "plan.json"), JSON.stringify({ resources: seenOf(plan), configs }));
            const verdicts: unknown = JSON.parse(run(unpacked, process.execPath, "-e", judgeProgram, folder));
            const expected = configs.map((config) => judgePlan(plan, config));
            assert.ok(expected[1]!.length > 0);
            assert.deepEqual(verdicts, expected);
        });
    }
});

const strictConfig = JSON.parse(
    readFileSync(path.join(root, "tests/fixtures/policy-strict.json"), "utf8"),
) as ReturnType<typeof packConfig>;

/** Judges the plan in the folder that it is given, with nothing but what the tarball holds. */
const judgeProgram = `
const { judge } = require("./dist/policy/judge");
const { rules } = require("./dist/policy/rules");
const { resources, configs } = require(process.argv[1] + "/plan.json");
process.stdout.write(JSON.stringify(configs.map((config) => judge(rules, resources, config))));
`;

/**
 * Starts a pack as Pulumi's plugin for it does, with the runner in the pack's own packages, and asks what `pulumi policy
 * publish` hands to the service.
 */
async function analyzerInfo(folder: string): Promise<AnalyzerInfo> {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
    const server = spawn(process.execPath, [runner, "127.0.0.1:0", "."], { cwd: folder, env: cleanEnv() });
    let said = "";
    server.stderr.on("data", (text: Buffer) => (said += text.toString()));
    try {
        const port = await new Promise<string>((resolve, reject) => {
            server.stdout.on("data", (text: Buffer) => resolve(text.toString().trim()));
            server.on("close", (code) => reject(new Error(`the pack ended with ${code}: ${said}`)));
        });
        const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
        const info = await new Promise<AnalyzerInfo>((resolve, reject) =>
            client.getAnalyzerInfo(new Empty(), (error: Error | null, answer: AnalyzerInfo) =>
                error === null ? resolve(answer) : reject(error),
            ),
        );
        client.close();
        return info;
    } finally {
        server.kill();
    }
}
