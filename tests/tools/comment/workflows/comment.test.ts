import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { workflow } from "./made";

describe("the job that posts comments", () => {
    let untrusted: string;
    beforeEach(() => {
        untrusted = mkdtempSync(path.join(tmpdir(), "untrusted-"));
        write("number.txt", "7");
        write("comment.md", "### dev: fine\n");
    });
    afterEach(() => rmSync(untrusted, { recursive: true }));
    const write = (name: string, text: string): void => writeFileSync(path.join(untrusted, name), text);

    const marker = "<!-- kong-observability: plan -->";
    const pull = (number: number, sha = "abc123", repository = 9) => ({
        number,
        head: { sha, repo: { id: repository } },
    });
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
        ...args: string[]
    ) => (...args: unknown[]) => Promise<void>;

    async function post(
        pulls: unknown[] = [pull(7)],
        comments: unknown[] = [],
    ): Promise<[string, Record<string, unknown>][]> {
        const calls: [string, Record<string, unknown>][] = [];
        const record = (name: string) => async (args: Record<string, unknown>) => void calls.push([name, args]);
        const rest = {
            pulls: { list: pulls },
            issues: { listComments: comments, createComment: record("create"), updateComment: record("update") },
        };
        const github = { rest, paginate: async (what: unknown[]) => what };
        const context = {
            repo: { owner: "o", repo: "r" },
            payload: {
                workflow_run: {
                    id: 1,
                    head_sha: "abc123",
                    head_branch: "main",
                    head_repository: { id: 9, owner: { login: "stranger" } },
                },
            },
        };
        const script = workflow("comment.yml").jobs.comment!.steps.at(-1)!.with!.script!;
        const load = createRequire(__filename);
        const run = new AsyncFunction("github", "context", "core", "require", "process", script);
        await run(github, context, { notice: () => undefined }, load, { env: { FOLDER: untrusted } });
        return calls;
    }

    it("writes one comment and keeps it up to date", async () => {
        const [[created, { issue_number: number, body }]] = (await post()) as [
            [string, { issue_number: number; body: string }],
        ];
        assert.deepEqual([created, number], ["create", 7]);
        assert.ok(body.startsWith(marker) && body.includes("abc123") && body.endsWith("### dev: fine\n"));
        const bot = { login: "github-actions[bot]" };
        const existing = [
            { id: 1, user: { login: "stranger" }, body: marker },
            { id: 2, user: bot, body: "else" },
            { id: 3, user: bot, body: `${marker}\nold` },
        ];
        assert.deepEqual(
            (await post([pull(7)], existing)).map(([name, { comment_id: id }]) => [name, id]),
            [["update", 3]],
        );
    });

    it("comments only on the pull request whose commit the run was for", async () => {
        for (const pulls of [[], [pull(8)], [pull(7, "moved on")], [pull(7, "abc123", 10)]]) {
            assert.deepEqual(await post(pulls), []);
        }
        for (const number of ["7; rm", "../7", "-7", "", "0", "7".repeat(30)]) {
            write("number.txt", number);
            await assert.rejects(post());
        }
    });

    it("refuses what is too large, missing or no plain file", async () => {
        write("comment.md", "x".repeat(240_001));
        await assert.rejects(post(), /comment\.md: not a file of 240000 bytes/);
        rmSync(path.join(untrusted, "comment.md"));
        await assert.rejects(post());
        symlinkSync("/etc/hostname", path.join(untrusted, "comment.md"));
        await assert.rejects(post());
        rmSync(path.join(untrusted, "comment.md"));
        write("comment.md", "@".repeat(200_000));
        const [[, { body }]] = (await post()) as [[string, { body: string }]];
        assert.ok(body.length < 65_536);
    });

    it("takes the sting out of what a stranger wrote, and leaves a table alone", async () => {
        const plain = "| `kong-dp` | 1 | Release |\n\n<details><summary>3 resources</summary>\n\n</details>\n";
        write(
            "comment.md",
            `${plain}@team o/r#1 GH-2 [a](http://evil) ![b](//evil) [c][d]\n[d]: //evil\n<img src=x> <details onclick=x> <!-- &#64;team www.evil.com \u202e`,
        );
        const [[, { body }]] = (await post()) as [[string, { body: string }]];
        assert.ok(body.includes(plain));
        const rest = body.slice(body.indexOf("</details>") + 10);
        assert.ok(!/@\w|#\d|GH-\d|:\/\/|\]\(|\]\[|\]:|<(?!\u200b)|&#|www\.|\u202e/.test(rest), rest);
    });
});
