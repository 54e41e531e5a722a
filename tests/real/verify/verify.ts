import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../tools/plan/evaluate";
import type { Result } from "../../../tools/verify/checks/check";
import { signalsOf } from "../../../tools/verify/signals";
import { healthyKong } from "./servers/kong/stub";
import { findProgram, programs, temporaryFolder } from "./servers/processes";
import { scraped } from "./servers/prometheus";
import { type Rig, startRig } from "./servers/rig";

/** What one run of the command said. */
export interface Ran {
    code: number;
    stdout: string;
    stderr: string;
    results: Record<string, Result>;
}

/** A run that is not the plain one. */
interface Wish {
    args?: string[];
    /** Over the stack's outputs, and over those under `probe`. */
    outputs?: object;
    probe?: object;
    /** A table as people see it, not JSON. */
    plain?: boolean;
    env?: Record<string, string>;
}

/** The command as a user gives it, in a process of its own, against the servers of one `describe`. */
export class Verify {
    public rig!: Rig;

    async start(): Promise<void> {
        this.rig = await startRig();
        // A target is known, and the collector counts, once each was scraped.
        found(await this.run({ args: ["--deadline", "40s"] }));
    }

    /** Makes every server well again. */
    heal(): void {
        const { kong, tempo, grafana, services } = this.rig;
        Object.assign(kong, healthyKong());
        Object.assign(tempo, { refuses: false, forgets: false });
        grafana.change = (all) => all;
        for (const pod of services.flatMap(({ pods }) => pods)) {
            pod.ready = true;
        }
    }

    async run({ args = [], probe = {}, outputs = {}, plain = false, env = {} }: Wish = {}): Promise<Ran> {
        // What a test has changed shows in Prometheus from the next scrape on.
        await scraped(this.rig.urls.prometheus, this.rig.targets.length, new Date());
        const file = path.join(temporaryFolder("outputs"), "outputs.json");
        writeFileSync(
            file,
            JSON.stringify({ ...this.rig.outputs, ...outputs, probe: { ...this.rig.outputs.probe, ...probe } }),
        );
        const all = [
            "-r",
            "ts-node/register",
            "tools/verify/main.ts",
            "local",
            "--outputs",
            file,
            "--requests",
            "5",
            "--interval",
            "300ms",
            ...(args.includes("--deadline") ? [] : ["--deadline", "6s"]),
            ...args,
            ...(plain ? [] : ["--json"]),
        ];
        return new Promise((resolve) => {
            execFile(
                process.execPath,
                all,
                { cwd: root, env: { ...process.env, NO_COLOR: "1", CI: "true", ...env } },
                (error, stdout, stderr) => {
                    const { results = [] } =
                        plain || stdout === "" ? {} : (JSON.parse(stdout) as { results: Result[] });
                    resolve({
                        code: typeof error?.code === "number" ? error.code : 0,
                        stdout,
                        stderr,
                        results: Object.fromEntries(results.map((result) => [result.signal, result])),
                    });
                },
            );
        });
    }
}

/** The rows of a stack that brings none of its own. */
export const rowsOf = (topology: "hybrid" | "ingress-controller"): string[] =>
    signalsOf({ topology, checks: [] }).map(({ name }) => name);

/** Every signal is found. */
export function found({ results, code, stderr }: Ran): void {
    const bad = Object.values(results).filter(({ verdict }) => verdict !== "found");
    assert.deepEqual(bad, [], stderr);
    assert.deepEqual(Object.keys(results), rowsOf("hybrid"), stderr);
    assert.equal(code, 0);
}

/** Exactly these signals are missing, and the first one's cause says why. */
export function missing(ran: Ran, signals: string[], cause: RegExp): void {
    const names = Object.values(ran.results).flatMap(({ signal, verdict }) => (verdict === "missing" ? [signal] : []));
    assert.deepEqual(names, signals, ran.stderr);
    assert.equal(ran.code, 1);
    assert.match(ran.results[signals[0] ?? ""]?.advice?.cause ?? "", cause);
    assert.match(ran.results[signals[0] ?? ""]?.advice?.command ?? "", /^(kubectl|npx pulumi) /);
}

const absent = (["prometheus", "otelcol", "alertmanager"] as const).filter((name) => findProgram(name) === undefined);

/** A `describe` that runs where there are the servers' programs. */
export function describeVerify(title: string, tests: (verify: Verify) => void): void {
    describe(title, () => {
        const verify = new Verify();
        before(async function () {
            if (absent.length > 0) {
                console.log(
                    `      needs ${absent.map((name) => `${name} ($${programs[name]}, .tools/bin or PATH)`).join(", ")}; .ci/run installs or builds them`,
                );
                this.skip();
            }
            await verify.start();
        });
        after(() => verify.rig?.stop());
        afterEach(() => verify.rig && verify.heal());
        tests(verify);
    });
}
