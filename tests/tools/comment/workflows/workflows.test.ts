import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../../../tools/plan/evaluate";
import { steps, texts, workflow, workflows } from "./made";

const actionsFolder = path.join(root, ".github/actions");
const actions = readdirSync(actionsFolder).map((name) =>
    readFileSync(path.join(actionsFolder, name, "action.yml"), "utf8"),
);

describe("the workflows", () => {
    it("pin each action by commit, one commit an action, with its version beside it", () => {
        const uses = [...texts.values(), ...actions].flatMap((text) =>
            [...text.matchAll(/uses: (.*)$/gm)].map(([, what]) => what!),
        );
        const foreign = uses.filter((what) => !what.startsWith("./.github/actions/"));
        assert.ok(foreign.length > 10);
        foreign.forEach((what) => assert.match(what, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/));
        assert.equal(new Set(foreign).size, new Set(foreign.map((what) => what.split("@")[0])).size);
    });

    it("give every job its own rights and a time limit, and put no expression into a script", () => {
        for (const [name, { permissions, jobs }] of workflows) {
            assert.deepEqual(permissions, {}, name);
            for (const [job, { permissions: rights, "timeout-minutes": minutes }] of Object.entries(jobs)) {
                assert.ok(rights !== undefined && minutes !== undefined, `${name} ${job}`);
            }
        }
        for (const { run = "", with: { script = "" } = {} } of steps) {
            assert.ok(!`${run}${script}`.includes("${{"), run || script);
        }
    });

    it("give a pull request from elsewhere neither secrets, nor tokens, nor our runners", () => {
        const ofPullRequests = ["plan.yml", "preview.yml"].map(workflow);
        ofPullRequests.forEach(({ on }) => assert.deepEqual(Object.keys(on), ["pull_request"]));
        for (const [name, job] of ofPullRequests.flatMap(({ jobs }) => Object.entries(jobs))) {
            if (!job.if?.startsWith("github.event.pull_request.head.repo.full_name == github.repository && ")) {
                assert.deepEqual([job.permissions, job["runs-on"]], [{ contents: "read" }, "ubuntu-latest"], name);
                assert.ok(!/secrets\.|vars\./.test(JSON.stringify(job)), name);
            }
        }
        assert.ok([...workflows.values()].every((other) => !("pull_request_target" in other.on)));
    });

    it("run the end-to-end script in each topology without credentials, on machines that are not ours", () => {
        const { on, jobs } = workflow("e2e.yml");
        assert.deepEqual(Object.keys(on), ["pull_request", "schedule", "workflow_dispatch"]);
        const { permissions, "runs-on": runner, if: condition, steps } = jobs.e2e!;
        assert.deepEqual([permissions, runner], [{ contents: "read" }, "ubuntu-latest"]);
        assert.match(condition ?? "", /labels\.\*\.name, 'e2e'/);
        assert.ok(!/secrets\.|vars\./.test(texts.get("e2e.yml")!));
        assert.ok(steps.some(({ run }) => run === 'tests/e2e/run "$TOPOLOGY"'));
    });

    it("check nothing out where what a stranger wrote meets the right to comment", () => {
        const { jobs } = workflow("comment.yml");
        assert.deepEqual(Object.keys(jobs), ["comment"]);
        assert.deepEqual(jobs.comment!.permissions, { actions: "read", "pull-requests": "write" });
        assert.ok(
            jobs.comment!.steps.every(
                ({ uses, run }) => run === undefined && /^actions\/(github-script|download-artifact)@/.test(uses ?? ""),
            ),
        );
    });

    it("comment as soon as the offline plan is there, which waits for nothing", () => {
        assert.deepEqual(workflow("comment.yml").on, { workflow_run: { workflows: ["plan"], types: ["completed"] } });
        const { jobs } = workflow("plan.yml");
        assert.deepEqual(Object.keys(jobs), ["plan"]);
        assert.equal(jobs.plan!.needs, undefined);
        assert.ok(!/secrets\.|vars\./.test(texts.get("plan.yml")!));
    });

    it("compare a pull request with what it is merged with, not with what it was opened on", () => {
        const {
            steps: [checkout, ...rest],
        } = workflow("plan.yml").jobs.plan!;
        assert.ok(!/base\.sha|base\.ref/.test(texts.get("plan.yml")!));
        const { run } = rest.find(({ name }) => name === "Check out what the pull request is merged with")!;
        const temp = mkdtempSync(path.join(tmpdir(), "merge-"));
        const git = (folder: string, ...args: string[]): string =>
            execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
                encoding: "utf8",
            });
        const commit = (folder: string, file: string): void => {
            writeFileSync(path.join(folder, file), file);
            git(folder, "add", ".");
            git(folder, "commit", "--quiet", "--message", file);
        };
        try {
            const [origin, runner] = [path.join(temp, "origin"), path.join(temp, "runner")] as const;
            git(temp, "init", "--quiet", "--initial-branch=main", origin);
            commit(origin, "opened-on");
            git(origin, "checkout", "--quiet", "-b", "pull");
            commit(origin, "the-authors");
            git(origin, "checkout", "--quiet", "main");
            commit(origin, "somebody-elses");
            git(origin, "checkout", "--quiet", "-b", "merge");
            git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "pull");
            git(
                temp,
                "clone",
                "--quiet",
                "--depth",
                String(checkout!.with!["fetch-depth"]),
                "--branch",
                "merge",
                `file://${origin}`,
                runner,
            );
            execFileSync("bash", ["-e", "-c", run!], { cwd: runner, env: { ...process.env, RUNNER_TEMP: temp } });
            assert.deepEqual(readdirSync(path.join(temp, "target")).sort(), [".git", "opened-on", "somebody-elses"]);
        } finally {
            rmSync(temp, { recursive: true });
        }
    });

    it("find each stack's role, whatever its name, and refuse two stacks with one role's variable", () => {
        const script = path.join(root, ".github/actions/stacks/matrix.mjs");
        const matrix = (stacks: string) => spawnSync(process.execPath, [script, stacks], { encoding: "utf8" });
        const { status, stdout } = matrix('["dev", "eu-west.prod"]');
        const expected = [
            { stack: "dev", variable: "AWS_PREVIEW_ROLE_DEV" },
            { stack: "eu-west.prod", variable: "AWS_PREVIEW_ROLE_EU_WEST_PROD" },
        ];
        assert.deepEqual([status, stdout], [0, `matrix=${JSON.stringify(expected)}\n`]);
        const refused: [string, RegExp][] = [
            [
                '["eu-prod", "dev", "eu_prod"]',
                /^::error::STACKS: got "eu-prod" and "eu_prod", whose roles would both be in AWS_PREVIEW_ROLE_EU_PROD; allowed/,
            ],
            ['["dev", "dev"]', /got "dev" and "dev"/],
            ["dev", /^::error::STACKS: got dev; allowed: a JSON list/],
            ["[]", /allowed: a JSON list/],
            ['["a\\nb"]', /^::error::STACKS: got "a\\nb"; allowed: names of letters/],
            ["[1]", /got 1; allowed: names/],
        ];
        for (const [stacks, reason] of refused) {
            const { status: code, stdout: out, stderr } = matrix(stacks);
            assert.deepEqual([code, out], [1, ""], stacks);
            assert.match(stderr, reason);
        }
        for (const { jobs } of [workflow("preview.yml"), workflow("drift.yml")]) {
            const jobsByStack = Object.values(jobs).filter(({ steps: all }) =>
                all.some((step) => step.with?.["role-to-assume"]),
            );
            assert.deepEqual(
                jobsByStack.map(({ strategy }) => strategy?.matrix),
                [{ include: "${{ fromJSON(needs.stacks.outputs.matrix) }}" }],
            );
            const [role] = jobsByStack[0]!.steps.flatMap((step) => step.with?.["role-to-assume"] ?? []);
            assert.equal(role, "${{ vars[matrix.variable] || vars.AWS_PREVIEW_ROLE }}");
        }
    });

    it("leave no credentials behind in a checkout", () => {
        steps
            .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
            .forEach((step) => assert.equal(String(step.with?.["persist-credentials"]), "false"));
    });

    it("deploy prod behind an environment, one update of a stack at a time", () => {
        const { jobs } = workflow("deploy.yml");
        assert.deepEqual(
            [jobs.dev!.environment, jobs.prod!.environment, jobs["plan-prod"]!.environment],
            ["dev", "prod", undefined],
        );
        assert.deepEqual([jobs.dev!.concurrency?.group, jobs.prod!.concurrency?.group], ["deploy-dev", "deploy-prod"]);
        const plans = Object.values(jobs).flatMap((job) => job.steps.flatMap((step) => step.with?.plan ?? []));
        assert.deepEqual(plans, ["prod-plan.json", "prod-plan.json"]);
    });
});
