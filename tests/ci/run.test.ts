import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { chartPin } from "../../charts";
import { root } from "../../tools/plan/evaluate";
import { otherServers } from "../real/verify/servers/processes";
import { s3Server } from "../real/verify/servers/s3";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const run = read(".ci/run");
const { scripts, engines } = JSON.parse(read("package.json")) as {
    scripts: Record<string, string>;
    engines: { node: string };
};
/** Names of npm scripts in a text, `npm test` included. */
const scriptsIn = (text: string): string[] =>
    [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:]+)|(test)\b)/g)].map(([, name, test]) => name ?? test!);

/** Lines that the script's own functions print over a run of mocha's, whose tests these are, then over what is to follow it, and at their end. */
function runTests(body: string, ...afterwards: string[]): string[] {
    const folder = mkdtempSync(path.join(tmpdir(), "ci-run-"));
    try {
        const tests = path.join(folder, "some.test.ts");
        const left = JSON.stringify(path.join(root, "tests/real/left"));
        writeFileSync(tests, `import { itWith } from ${left};\nvoid itWith;\ndescribe("some", () => {${body}});`);
        const functions = run.slice(run.indexOf("passed=0\n"), run.indexOf("export CI=true"));
        const program = [
            "set -uo pipefail",
            `work=${folder}`,
            functions,
            `tests npx mocha ${tests}`,
            ...afterwards,
            "finished=true",
        ];
        const { stdout } = spawnSync("bash", ["-c", program.join("\n")], {
            cwd: root,
            encoding: "utf8",
            env: { ...process.env, NO_COLOR: "1", NO_SUCH_SERVER: undefined },
        });
        return stdout.trimEnd().split("\n");
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

describe(".ci/run", () => {
    it("runs every npm script once, and README names each of them", () => {
        const once = new Set([
            ...scriptsIn(run),
            ...[...read("tests/scripts/scripts.test.ts").matchAll(/npmRun\("([\w:]+)"/g)].map(([, name]) => name!),
        ]);
        const named = new Set(scriptsIn(read("README.md")));
        assert.ok(once.size > 10);
        const all = Object.keys(scripts).sort();
        assert.deepEqual([...once].sort(), all);
        assert.deepEqual([...named].sort(), all);
    });

    it("counts what is skipped as failed, except what is marked as left to the workflow, which it lists", () => {
        const lines = runTests(
            `it("passes", () => undefined);
            itWith("NO_SUCH_SERVER")("needs a server", async () => undefined);
            itWith("S3_2")("needs S3", async () => undefined);
            it.skip("is skipped");
            it.skip("is skipped too, though it says [left to the workflow]");`,
        );
        const end = lines.slice(
            lines.indexOf(`=== left to the workflow servers (.github/workflows/servers.yml): 2 tests`),
        );
        assert.deepEqual(end.slice(1, 3), [
            "needs a server [left to the workflow servers: needs $NO_SUCH_SERVER]",
            "needs S3 [left to the workflow servers: needs $S3_2]",
        ]);
        assert.match(end.slice(3).join("\n"), /: 2 tests were skipped\n1 passed, 2 failed$/);
    });

    it("says at its end what failed, of tests and of other steps", () => {
        const lines = runTests(
            `it("passes", () => undefined);
            it("is wrong", () => { throw new Error("because of this"); });`,
            "step test 1 -eq 2",
        );
        const end = lines.slice(lines.indexOf("=== what failed")).join("\n");
        assert.match(
            end,
            /1 failing[^]*1\) some\s+is wrong:\s+Error: because of this[^]*\ntest 1 -eq 2\n1 passed, 2 failed$/,
        );
    });

    it("builds the Alertmanager that is pinned", () => {
        const [, version] = /prometheus\/alertmanager (v\S+)/.exec(read(".ci/alertmanager/go.mod")) ?? [];
        assert.equal(chartPin("kube-prometheus-stack").images.alertmanager?.split(":").at(-1), version);
    });

    it("builds the blackbox exporter that is pinned", () => {
        const [, version] = /prometheus\/blackbox_exporter (v\S+)/.exec(read(".ci/blackbox_exporter/go.mod")) ?? [];
        assert.equal(chartPin("prometheus-blackbox-exporter").images.exporter?.split(":").at(-1), version);
    });

    it("builds nothing of a program under the AGPL", () => {
        const modules = readdirSync(path.join(root, ".ci"), { withFileTypes: true }).filter(
            (entry) => entry.isDirectory() && entry.name !== "container",
        );
        assert.ok(modules.length > 2);
        for (const { name } of modules) {
            // Loki's and Tempo's libraries have modules of their own with other licences; the programs are these.
            assert.doesNotMatch(read(`.ci/${name}/go.mod`), /github\.com\/grafana\/(loki\/v3|tempo|grafana) /);
        }
    });
});

describe("the workflow servers", () => {
    const text = read(".github/workflows/servers.yml");
    const servers = Object.entries(otherServers);

    it("has every server that a test may be left to it for, and leaves out none itself", () => {
        const [, command = ""] = /run: (.* npm run test:real -- --forbid-pending)$/m.exec(text) ?? [];
        for (const [name, variable] of servers) {
            assert.ok(command.includes(`${variable}=$PWD/.ci/container/${name} `), name);
            assert.ok(read(`tests/real/${name}.test.ts`).includes(`itWith(otherServers.${name})`), name);
        }
    });

    it("has a server that speaks S3 for what is left to it for want of one", () => {
        assert.match(text, new RegExp(`echo "${s3Server}=http://127\\.0\\.0\\.1:\\d+" >> "\\$GITHUB_ENV"`));
        assert.ok(read("tests/real/objectStorage.test.ts").includes("s3Server)("));
    });

    it("runs the images that are pinned, and names none itself", () => {
        assert.doesNotMatch(text, /\bgrafana\/\w+:|\bimage:/);
        const folder = mkdtempSync(path.join(tmpdir(), "container-"));
        try {
            writeFileSync(path.join(folder, "docker"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
            const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, GF_A: "1", KONG_A: "1" };
            const started = servers.map(
                ([name]) => spawnSync(path.join(root, ".ci/container", name), ["-x"], { encoding: "utf8", env }).stdout,
            );
            const images = [
                chartPin("loki").images.loki,
                chartPin("tempo").images.tempo,
                chartPin("kube-prometheus-stack").images.grafana,
                chartPin("kong").images.openSource,
            ];
            started.forEach((line, index) =>
                assert.match(
                    line,
                    new RegExp(
                        `^run --rm --network host --user \\d+:\\d+ --volume /tmp:/tmp --env=GF_A --env=KONG_A ${images[index]} -x\\n$`,
                    ),
                ),
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});

describe("Node.js", () => {
    it("is tested from the oldest version that package.json allows to the newest", () => {
        const oldest = engines.node.replace(">=", "");
        const { jobs } = parse(read(".github/workflows/preview.yml")) as {
            jobs: { node: { strategy: { matrix: { node: string[] } } } };
        };
        assert.deepEqual(jobs.node.strategy.matrix.node, [oldest, "24"]);
        assert.match(run, /"\$here\/node" 22/);
        assert.match(read(".ci/node"), /\b22\) version=22\.\d+\.\d+ ;;/);
        const [, said] = /With Node\.js (\d+) or newer/.exec(read("README.md")) ?? [];
        assert.equal(said, "22");
    });
});
