import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { toMebibytes } from "../../model/quantity";
import { type Workload, workloads } from "../../policy/rules/production/workloads";
import { System } from "../../policy/library/system";
import { root } from "../../tools/plan/evaluate";
import { seenOf } from "../../tools/plan/verdict";
import { planOf, valuesOf } from "../tools/plan/stacks";

/** Says what it was called with, fails where it is told to, and answers as much as the script reads. */
const stub = `#!/usr/bin/env bash
call="$(basename "$0") $*"
echo "$call" >> "$CALLS"
[[ $call == pulumi* ]] && echo "# touched" >> Pulumi.local.yaml
[[ -n $FAIL && $call =~ $FAIL ]] && exit 3
case $call in
    "kubectl get namespaces"*) printf 'namespace/default\\n'; if [[ -n $LEFT ]] && grep -q "pulumi destroy" "$CALLS"; then echo "$LEFT"; fi ;;
    "kubectl get pods"*) echo pod/a ;;
esac
exit 0
`;
const commands = ["docker", "kind", "kubectl", "helm", "curl", "npm", "pulumi", "sleep"];

describe("the end-to-end script", () => {
    let project: string;
    beforeEach(() => {
        project = mkdtempSync(path.join(tmpdir(), "e2e-test-"));
        mkdirSync(path.join(project, "tests/e2e"), { recursive: true });
        mkdirSync(path.join(project, "bin"));
        copyFileSync(path.join(root, "tests/e2e/run"), path.join(project, "tests/e2e/run"));
        writeFileSync(path.join(project, "Pulumi.local.yaml"), "config: {}\n");
        commands.forEach((name) => writeFileSync(path.join(project, "bin", name), stub, { mode: 0o755 }));
    });
    afterEach(() => rmSync(project, { recursive: true }));

    interface Result {
        code: number | null;
        calls: string[];
        output: string;
    }
    function run(
        topology: string | string[],
        { fail = "", left = "", PATH = `${path.join(project, "bin")}:/usr/bin:/bin` } = {},
    ): Result {
        const calls = path.join(project, "calls");
        writeFileSync(calls, "");
        const env = { PATH, CALLS: calls, FAIL: fail, LEFT: left, E2E_OUT: path.join(project, "out"), TMPDIR: project };
        const { status, stdout, stderr } = spawnSync(path.join(project, "tests/e2e/run"), [topology].flat(), {
            env,
            encoding: "utf8",
        });
        return { code: status, calls: readFileSync(calls, "utf8").trim().split("\n"), output: stdout + stderr };
    }
    /** What was done, without what was only looked at. */
    const steps = ({ calls }: Result): string[] =>
        calls
            .filter((call) => !/^(kubectl|helm|sleep)/.test(call))
            .map((call) =>
                call
                    .replace(/ --(yes|skip-preview|non-interactive|silent|stack local|path)\b/g, "")
                    .replace(project, ""),
            );
    const create = "kind create cluster --name kong-observability --config tests/e2e/kind.yaml --wait 5m";
    const remove = "kind delete cluster --name kong-observability";
    const request =
        "curl --fail --show-error --max-time 10 --retry 12 --retry-delay 5 --retry-all-errors http://localhost:32080/echo";
    const verify = "npm run verify -- local --json /out/verify.json";
    const body = ["pulumi up", request, verify, "pulumi up --expect-no-changes", "pulumi destroy"];

    it("lives the whole life of the stack, in order, and leaves the stack's file as it was", () => {
        const result = run("hybrid");
        assert.equal(result.code, 0, result.output);
        assert.deepEqual(steps(result), [create, "pulumi stack init local", ...body, remove]);
        assert.equal(readFileSync(path.join(project, "Pulumi.local.yaml"), "utf8"), "config: {}\n");
        assert.deepEqual(
            readdirSync(project).sort(),
            ["Pulumi.local.yaml", "bin", "calls", "out", "tests"],
            "nothing temporary stays",
        );
    });

    it("serves the other topology on the same node ports", () => {
        const result = run("ingress-controller");
        assert.equal(result.code, 0, result.output);
        assert.deepEqual(steps(result).slice(2, 7), [
            "pulumi config rm kong.dataPlanes",
            "pulumi config set kong.topology ingress-controller",
            "pulumi config set kong.gateways.proxy.type NodePort",
            "pulumi config set kong.gateways.proxy.httpNodePort 32080",
            "pulumi config set kong.gateways.proxy.httpsNodePort 32443",
        ]);
        assert.deepEqual(steps(result).slice(7), [...body, remove]);
    });

    for (const [what, fail, done] of [
        ["the first up", "^pulumi up", 1],
        ["a request", "^curl", 2],
        ["a signal", "^npm", 3],
        ["a second up that changes something", "expect-no-changes", 4],
    ] as const) {
        it(`stops at ${what}, collects what the cluster says, destroys, and fails`, () => {
            const result = run("hybrid", { fail });
            assert.equal(result.code, 3, result.output);
            assert.deepEqual(steps(result), [
                create,
                "pulumi stack init local",
                ...body.slice(0, done),
                "pulumi destroy",
                remove,
            ]);
            const collected = result.calls.findIndex((call) =>
                call.startsWith("kubectl describe pods --namespace kong"),
            );
            assert.ok(
                collected > 0 && collected < result.calls.findIndex((call) => call.startsWith("pulumi destroy")),
                "before it is destroyed",
            );
            assert.ok(
                ["objects.txt", "events.txt", "kong.describe.txt", "kong.a.log"].every((file) =>
                    existsSync(path.join(project, "out", file)),
                ),
            );
            assert.equal(readFileSync(path.join(project, "Pulumi.local.yaml"), "utf8"), "config: {}\n");
        });
    }

    it("tries a destroy that failed once more, and deletes the cluster even so", () => {
        const result = run("hybrid", { fail: "^pulumi destroy" });
        assert.equal(result.code, 3, result.output);
        assert.deepEqual(steps(result).slice(-3), ["pulumi destroy", "pulumi destroy", remove]);
    });

    it("fails where something is left over, and says what", () => {
        const result = run("hybrid", { left: "namespace/kong" });
        assert.equal(result.code, 1, result.output);
        assert.match(result.output, /left over:\n[^]*> namespace\/kong/);
        assert.deepEqual(steps(result), [create, "pulumi stack init local", ...body, remove]);
    });

    it("deletes no cluster that it did not create", () => {
        const result = run("hybrid", { fail: "^kind create" });
        assert.equal(result.code, 3);
        assert.deepEqual(steps(result), [create]);
    });

    it("names every tool that is not there, before it makes anything", () => {
        const bin = path.join(project, "few");
        mkdirSync(bin);
        // Nothing else of this machine's is on PATH.
        for (const tool of ["bash", "dirname"]) {
            const { stdout } = spawnSync("bash", ["-c", `command -v ${tool}`], { encoding: "utf8" });
            symlinkSync(stdout.trim(), path.join(bin, tool));
        }
        ["kubectl", "curl", "npm"].forEach((name) => writeFileSync(path.join(bin, name), stub, { mode: 0o755 }));
        const result = run("hybrid", { PATH: bin });
        assert.deepEqual([result.code, result.calls], [2, [""]], result.output);
        assert.match(result.output, /^not found: docker kind helm pulumi\. docs\/local\.md says what is needed/);
        assert.deepEqual(readdirSync(project).sort(), ["Pulumi.local.yaml", "bin", "calls", "few", "tests"]);
    });

    it("tells how it is used, and takes one topology", () => {
        const help = run("--help");
        assert.deepEqual([help.code, help.calls], [0, [""]]);
        assert.match(help.output, /^usage: tests\/e2e\/run \[hybrid\|ingress-controller\]/);
        const two = run(["hybrid", "ingress-controller"]);
        assert.deepEqual([two.code, two.calls], [2, [""]]);
        assert.match(two.output, /got 2 arguments: hybrid ingress-controller; allowed: one\nusage:/);
        assert.deepEqual(readdirSync(project).sort(), ["Pulumi.local.yaml", "bin", "calls", "tests"]);
    });

    it("refuses a topology that there is not", () => {
        const result = run("traditional");
        assert.deepEqual([result.code, result.calls], [2, [""]]);
        assert.match(result.output, /topology: got "traditional"; allowed: hybrid, ingress-controller/);
    });
});

describe("the end-to-end cluster", () => {
    it("maps the node ports that stack local serves on, under the name that its context has", async () => {
        const { nodes } = parse(readFileSync(path.join(root, "tests/e2e/kind.yaml"), "utf8")) as {
            nodes: { image: string; extraPortMappings: { containerPort: number; hostPort: number }[] }[];
        };
        const { proxy } = valuesOf(await planOf("local"), "kong-dp");
        assert.deepEqual(
            nodes.flatMap(({ extraPortMappings }) =>
                extraPortMappings.map(({ containerPort, hostPort }) => [containerPort, hostPort]),
            ),
            [proxy.http.nodePort, proxy.tls.nodePort].map((port) => [port, port]),
        );
        assert.match(readFileSync(path.join(root, "tests/e2e/run"), "utf8"), /^cluster=kong-observability$/m);
        assert.match(readFileSync(path.join(root, "Pulumi.local.yaml"), "utf8"), /context: kind-kong-observability$/m);
    });

    it("fits a runner of 4 processors and 16 GiB, and asks for what docs/local.md says", async () => {
        // One pod each. kind's own pods (API server, etcd, DNS, network and so on) ask for another 950m and 290 MiB.
        const all = workloads(new System(seenOf(await planOf("local"))));
        assert.ok(all.length >= 12);
        const { cpu, memory, limit } = all
            .map(asked)
            .reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory, limit: a.limit + b.limit }));
        const [, processors, gibibytes, limits] =
            /about ([\d.]+) CPUs and ([\d.]+) GiB of memory, with limits of ([\d.]+) GiB/.exec(
                readFileSync(path.join(root, "docs/local.md"), "utf8"),
            ) ?? [];
        assert.deepEqual(
            [(cpu / 1000).toFixed(1), (memory / 1024).toFixed(1), (limit / 1024).toFixed(1)],
            [processors, gibibytes, limits],
        );
        assert.ok(cpu + 950 < 4000 && limit + 290 < 16 * 1024);
    });
});

function asked({ resources }: Workload): { cpu: number; memory: number; limit: number } {
    const { requests, limits } = resources as { requests: { cpu: string; memory: string }; limits: { memory: string } };
    const millis = requests.cpu.endsWith("m") ? parseInt(requests.cpu) : Number(requests.cpu) * 1000;
    return { cpu: millis, memory: toMebibytes(requests.memory), limit: toMebibytes(limits.memory) };
}
