import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { MetricsValues } from "../../../components/observability/metrics/values";
import { root } from "../../../tools/plan/evaluate";
import { planOf, valuesOf } from "../../tools/plan/stacks";
import { startAlertmanager } from "../verify/servers/alertmanager";
import { findProgram } from "../verify/servers/processes";

const page = readFileSync(path.join(root, "docs/silencing.md"), "utf8");
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);

const alert = (alertname: string, namespace: string): Parameters<Started["fire"]>[0][number] => ({
    labels: { alertname, namespace, severity: "warning" },
    annotations: {},
    generatorURL: "",
    startsAt: new Date().toISOString(),
});
type Started = Awaited<ReturnType<typeof startAlertmanager>>;

describe("the commands of docs/silencing.md, with a real amtool and Alertmanager", function () {
    this.timeout(60_000);
    let alertmanager: Started;
    before(async () => {
        const { alertmanager: values } = valuesOf(
            await planOf("prod"),
            "metrics-kube-prometheus-stack",
        ) as MetricsValues;
        alertmanager = await startAlertmanager(values, "http://alertmanager");
        await alertmanager.fire([
            alert("KongConfigurationsDiffer", "kong"),
            alert("KubePodNotReady", "kong"),
            alert("LokiIngestFailing", "observability"),
        ]);
    });
    after(() => alertmanager.stop());

    /** In one shell, in which kubectl runs in place what it would run in the pod. @returns what they print */
    async function run(...commands: string[]): Promise<string> {
        const amtool = findProgram("amtool");
        assert.ok(amtool, "no amtool ($AMTOOL, .tools/bin or PATH); .ci/run builds it");
        const stand_in = `
            kubectl() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
            amtool() { shift 2; ${amtool} --no-version-check --alertmanager.url ${alertmanager.url} "$@"; }
            npx() { echo "ran: npx $*"; }
            USER=alex`;
        const { stdout } = await promisify(execFile)("bash", ["-euc", [stand_in, ...commands].join("\n")]);
        return stdout;
    }
    const [define = "", around = "", pipeline = "", ahead = ""] = blocks;

    it("hide what they name and nothing else, for as long as they say, until they are ended", async () => {
        assert.equal(blocks.length, 4);
        const seen = await run(
            define,
            around.replace("alerts silence expire", 'echo "IN FORCE"; alerts alert query; alerts silence expire'),
        );
        const [shown = "", left = ""] = seen.split("IN FORCE");
        assert.match(shown, /KongConfigurationsDiffer[\s\S]*KubePodNotReady/);
        assert.match(shown, /alertname=~"\(Kong\|Kube\)\.\+".* alex +Kong 3\.9\.4/);
        assert.equal([...shown.matchAll(/ suppressed/g)].length, 2);
        assert.match(left, /LokiIngestFailing/);
        assert.doesNotMatch(left, /Kong|Kube/);
        const after = await run(define, "alerts alert query; alerts silence query");
        assert.match(after, /KongConfigurationsDiffer/);
        assert.doesNotMatch(after, /3\.9\.4/);
    });

    it("end with the pipeline's script", async () => {
        assert.match(await run(define, pipeline, "alerts silence query"), /ran: npx pulumi up[\s\S]*up of stack prod/);
        assert.doesNotMatch(await run(define, "alerts silence query"), /up of stack prod/);
    });

    it("can be added ahead of time, and name only matchers that Alertmanager takes", async () => {
        const id = (await run(define, ahead)).trim();
        assert.match(id, /^[0-9a-f-]{36}$/);
        const rows = [...page.matchAll(/^\| [^|]+ \| (.+) \|$/gm)].flatMap(([, cell = ""]) => [
            ...cell.matchAll(/`([^`]+)`/g),
        ]);
        const matchers = rows.map(([, text = ""]) => text.replaceAll("\\|", "|"));
        assert.ok(matchers.length >= 5);
        for (const each of matchers) {
            await run(define, `alerts silence add --duration 1m --author a --comment c ${each}`);
        }
    });
});
