import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readKubeconfig } from "../../../tools/verify/kubeconfig";
import { parseOutputs, readOutputs, whyNoOutputs } from "../../../tools/verify/outputs";
import { plan } from "../../../tools/plan/evaluate";
import { exampleFiles, planOf } from "../plan/stacks";

describe("outputs", () => {
    it("of a planned stack are what verify reads", async () => {
        const { outputs } = await planOf("local");
        const read = parseOutputs(JSON.stringify({ ...outputs.values, kubeconfig: "" }), "stack local");
        assert.equal(read.probe.request?.path, "/echo");
        assert.equal(read.topology, "hybrid");
    });

    it("that are missing are named, with what to do", () => {
        const given = {
            topology: "both",
            probe: { samplingRate: 2, proxies: {}, logIngestion: "otlp" },
            datasources: { prometheus: "here" },
        };
        assert.throws(
            () => parseOutputs(JSON.stringify(given), "stack dev"),
            (error: Error) => {
                for (const line of [
                    "grafana: missing; allowed: an object",
                    'datasources.prometheus: got "here"; allowed: an address such as http',
                    'topology: got "both"; allowed: hybrid, ingress-controller',
                    "probe.samplingRate: got 2; allowed: 0 to 1",
                ]) {
                    assert.ok(error.message.includes(`\n  ${line}`), `${line}\nis not in\n${error.message}`);
                }
                assert.doesNotMatch(error.message, /Invalid|Too big/);
                return /pulumi up/.test(error.message);
            },
        );
        assert.throws(() => parseOutputs("null", "stack dev"), /outputs: got null; allowed: an object/);
        assert.throws(() => parseOutputs("nothing", "stack dev"), /not JSON/);
    });

    it("that hide what is secret are named, with how to show it", () => {
        assert.throws(
            () => parseOutputs(JSON.stringify({ probe: "[secret]" }), "o.json"),
            /probe: got "\[secret\]"; allowed: an object[\s\S]*--show-secrets/,
        );
    });

    it("are not read from a file that is not there", async () => {
        await assert.rejects(readOutputs("dev", ["/no/such.json"]), {
            message:
                "--outputs: got /no/such.json, which is not there; allowed: a file that `pulumi stack output --json --show-secrets` wrote",
        });
    });

    describe("of a stack whose observability is another's", () => {
        let folder: string;
        const file = async (name: string): Promise<string> => {
            const { values } = (await plan(name, exampleFiles[name] ?? "")).outputs;
            const at = path.join(folder, `${name}.json`);
            writeFileSync(at, JSON.stringify({ ...values, kubeconfig: "" }));
            return at;
        };
        before(() => (folder = mkdtempSync(path.join(tmpdir(), "verify-outputs-"))));
        after(() => rmSync(folder, { recursive: true }));

        it("are read with that stack's", async () => {
            const files = [await file("gateway"), await file("observability")];
            const read = await readOutputs("gateway", files);
            assert.equal(read.probe.samplingRate, 0.1);
            assert.equal(read.datasources.tempo, "http://tempo.observability.svc:3200");
            assert.equal(read.grafana.adminSecret?.name, "grafana-admin");
        });

        it("have the namespace of its observability, and what its stores want to be sent", async () => {
            const at = await file("observability");
            const outputs = JSON.parse(readFileSync(at, "utf8")) as { layers: { observability: object } };
            const storeHeaders = { loki: { "X-Scope-OrgID": { value: "platform" } } };
            Object.assign(outputs.layers.observability, { namespace: "watched", storeHeaders });
            writeFileSync(at, JSON.stringify(outputs));
            const { layers } = await readOutputs("gateway", [await file("gateway"), at]);
            assert.deepEqual(layers.observability, { namespace: "watched", storeHeaders });
        });

        it("say whose are missing beside a file of theirs", async () => {
            await assert.rejects(readOutputs("gateway", [await file("gateway")]), {
                message:
                    `--outputs: ${folder}/gateway.json is of a stack whose observability is that of organization/kong-observability/observability; ` +
                    "missing: --outputs a second time, with a file that `pulumi stack output --json --show-secrets --stack organization/kong-observability/observability` wrote",
            });
        });

        it("are no others'", async () => {
            await assert.rejects(readOutputs("observability", [await file("observability")]), /has no gateway to send/);
        });
    });

    it("that need a CLI which has not been downloaded say how to get it", () => {
        for (const reason of [
            whyNoOutputs("pulumi", "ENOENT", ""),
            whyNoOutputs("pulumi", 1, "Downloading pulumi v3.1.0...\npulumi: fetch failed"),
        ]) {
            assert.match(reason, /downloads the CLI on its first use: run `npx pulumi version` once.*PULUMI_CLI/);
        }
        assert.match(whyNoOutputs("/opt/pulumi", "ENOENT", ""), /^PULUMI_CLI: got \/opt\/pulumi/);
        assert.equal(
            whyNoOutputs("pulumi", 255, "error: no stack named 'dev' found"),
            "error: no stack named 'dev' found",
        );
    });
});

describe("the kubeconfig", () => {
    let home: string;
    beforeEach(() => {
        home = mkdtempSync(path.join(tmpdir(), "verify-home-"));
    });
    afterEach(() => rmSync(home, { recursive: true }));
    const text = (current: string): string =>
        JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            "current-context": current,
            clusters: [{ name: "c", cluster: { server: "https://c" } }],
            users: [],
            contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
        });
    const read = async (
        output: string,
        KUBECONFIG?: string,
    ): Promise<{ server: string | undefined; said: string[] }> => {
        const said: string[] = [];
        const config = await readKubeconfig(output, { KUBECONFIG, home }, (line) => said.push(line));
        return { server: config.getCurrentCluster()?.server, said };
    };

    it("is the stack's output", async () =>
        assert.deepEqual(await read(text("here")), { server: "https://c", said: [] }));

    it("is the file that kubectl reads where the output is empty, and that is said", async () => {
        const file = path.join(home, ".kube", "config");
        mkdirSync(path.dirname(file));
        writeFileSync(file, text("here"));
        assert.deepEqual(await read(""), {
            server: "https://c",
            said: [`The stack's output kubeconfig is empty: taking ${file}, context here.`],
        });
        assert.equal((await read("", `/no/file${path.delimiter}${file}`)).server, "https://c");
        await assert.rejects(read("", "/no/file"), /kubeconfig: got ""/);
    });

    it("is several files, where the first to name a cluster or the current context counts", async () => {
        const files = ["first", "second"].map((name) => path.join(home, name));
        writeFileSync(files[0]!, text("").replaceAll("https://c", "https://first"));
        writeFileSync(files[1]!, text("here"));
        assert.equal((await read("", files.join(path.delimiter))).server, "https://first");
    });

    it("that leads to no cluster is named, with what to do", async () => {
        await assert.rejects(
            read("[secret]"),
            /kubeconfig: got "\[secret\]"; .*`pulumi stack output --json --show-secrets`/,
        );
        await assert.rejects(read(""), /kubeconfig: got "".*set KUBECONFIG/);
        await assert.rejects(read(text("there")), /kubeconfig: got the current context "there" in .* allowed: here/);
        await assert.rejects(
            read("a: b: token-of-mine"),
            (error: Error) => /no kubeconfig/.test(error.message) && !/token/.test(error.message),
        );
    });
});
