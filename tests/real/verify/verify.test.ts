import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../tools/plan/evaluate";
import type { Result } from "../../../tools/verify/checks/check";
import { healthyKong } from "./servers/kong/stub";
import { json, serve } from "./servers/http";
import { findProgram, programs, temporaryFolder } from "./servers/processes";
import { scraped, startPrometheus } from "./servers/prometheus";
import { type Rig, startLoki, startRig } from "./servers/rig";

interface Ran {
    code: number;
    stdout: string;
    stderr: string;
    results: Record<string, Result>;
}

const absent = (Object.keys(programs) as (keyof typeof programs)[]).filter((name) => findProgram(name) === undefined);

describe("verify, against real servers", function () {
    let rig: Rig;

    before(async function () {
        if (absent.length > 0) {
            console.log(
                `      needs ${absent.map((name) => `${name} ($${programs[name]}, .tools/bin or PATH)`).join(", ")}; .ci/run installs or builds them`,
            );
            this.skip();
        }
        rig = await startRig();
        // A target is known, and the collector counts, once each was scraped.
        found(await run({ args: ["--deadline", "40s"] }));
    });
    after(() => rig?.stop());
    afterEach(() => {
        if (rig === undefined) {
            return;
        }
        Object.assign(rig.kong, healthyKong());
        Object.assign(rig.tempo, { refuses: false, forgets: false });
        rig.grafana.change = (all) => all;
        for (const service of rig.services) {
            for (const pod of service.pods) {
                pod.ready = true;
            }
        }
    });

    /** The command as a user gives it, in a process of its own. */
    async function run({
        args = [],
        probe = {},
        outputs = {},
        plain = false,
        env = {},
    }: {
        args?: string[];
        probe?: object;
        outputs?: object;
        plain?: boolean;
        env?: Record<string, string>;
    } = {}): Promise<Ran> {
        // What a test has changed shows in Prometheus from the next scrape on.
        await scraped(rig.urls.prometheus, rig.targets.length, new Date());
        const file = path.join(temporaryFolder("outputs"), "outputs.json");
        writeFileSync(file, JSON.stringify({ ...rig.outputs, ...outputs, probe: { ...rig.outputs.probe, ...probe } }));
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

    function found({ results, code, stderr }: Ran): void {
        const bad = Object.values(results).filter(({ verdict }) => verdict !== "found");
        assert.deepEqual(bad, [], stderr);
        assert.equal(Object.keys(results).length, 12, stderr);
        assert.equal(code, 0);
    }

    /** Exactly these signals are missing, and the first one's cause says why. */
    function missing(ran: Ran, signals: string[], cause: RegExp): void {
        const names = Object.values(ran.results).flatMap(({ signal, verdict }) =>
            verdict === "missing" ? [signal] : [],
        );
        assert.deepEqual(names, signals, ran.stderr);
        assert.equal(ran.code, 1);
        assert.match(ran.results[signals[0] ?? ""]?.advice?.cause ?? "", cause);
        assert.match(ran.results[signals[0] ?? ""]?.advice?.command ?? "", /^(kubectl|npx pulumi) /);
    }

    const tearDown = (namespace: string, name: string): void => {
        for (const pod of rig.services.find((service) => service.namespace === namespace && service.name === name)
            ?.pods ?? []) {
            pod.ready = false;
        }
    };

    it("finds every signal of a healthy stack, through port-forwards alone", async () => {
        const ran = await run();
        found(ran);
        assert.match(ran.results.metrics?.detail ?? "", /rose by (\d+) for route mock/);
        assert.match(ran.results["metric → trace"]?.detail ?? "", /leads to (one of these traces|a trace in Tempo)/);
    });

    // A real one shows by its answers alone that it took them.
    (findProgram("loki") === undefined ? it : () => undefined)(
        "sends Loki what it takes, by the path and in the form that it wants",
        () => {
            assert.ok(rig.sentToLoki.length > 0);
            for (const { request, headers, status } of rig.sentToLoki) {
                assert.deepEqual(
                    [request, headers["content-type"], headers["content-encoding"], status],
                    ["POST /otlp/v1/logs", "application/x-protobuf", "gzip", 204],
                );
            }
            const access = rig.sentToLoki
                .flatMap(({ entries = [] }) => entries)
                .filter(({ line }) => line.includes('"request"') && line.startsWith("{"));
            assert.ok(access.length >= 5);
            for (const { labels, metadata, line } of access) {
                assert.equal(metadata.trace_id, (JSON.parse(line) as { trace_id: string }).trace_id);
                assert.deepEqual(
                    [labels.service_name, labels.k8s_cluster_name, labels.deployment_environment_name],
                    ["kong", "kong-observability-local", "local"],
                );
            }
        },
    );

    it("shows a table and one line of verdict to people", async () => {
        const { stdout, stderr, code } = await run({ plain: true });
        assert.equal(code, 0);
        assert.match(stdout, /✓ +traces +\d+\.\d s +5 of 5 traces in Tempo/);
        assert.match(stdout, /Proven\. Stack local shows every signal/);
        assert.match(stderr, /Verifying stack local: 5 requests for \/mock through kong-dp/);
    });

    it("sends ids that Kong keeps at 1 %, and one that it drops", async () => {
        rig.kong.rate = 0.01;
        const ran = await run({ probe: { samplingRate: 0.01 } });
        found(ran);
        assert.match(ran.results["dropped trace"]?.detail ?? "", /outside the 1 % that Kong keeps/);
    });

    it("is satisfied with a gateway that takes its callers' word against the rate, and with no other", async () => {
        Object.assign(rig.kong, { rate: 0.01, trustsCallers: true });
        const trusting = await run({ probe: { samplingRate: 0.01, trustCallers: true } });
        found(trusting);
        assert.match(trusting.results["dropped trace"]?.detail ?? "", /not sampled by its caller/);
        found(await run({ probe: { samplingRate: 0, trustCallers: true } }));
        rig.kong.trustsCallers = false;
        const { results } = await run({ probe: { samplingRate: 0.01, trustCallers: true } });
        assert.equal(results.traces?.verdict, "missing");
        assert.match(results.traces?.advice?.cause ?? "", /keep what its callers have sampled/);
    });

    it("needs no cluster where every address is given, and says what it could not look for", async () => {
        const { prometheus, loki, tempo, proxy, grafana } = rig.urls;
        const urls = ["--proxy-url", proxy, "--prometheus-url", prometheus, "--loki-url", loki, "--tempo-url", tempo];
        const outputs = { kubeconfig: JSON.stringify({ clusters: [] }) };
        const alone = await run({ args: urls, outputs });
        assert.equal(alone.code, 3, alone.stderr);
        assert.deepEqual(
            Object.values(alone.results).flatMap(({ signal, verdict }) =>
                verdict === "found" ? [] : [`${signal} ${verdict}`],
            ),
            ["trace → logs skipped", "log → trace skipped", "metric → trace skipped", "Grafana skipped"],
        );
        assert.match(
            alone.results.Grafana?.detail ?? "",
            /without the cluster: give --grafana-url, GRAFANA_USER and GRAFANA_PASSWORD$/,
        );
        const half = await run({
            args: [...urls, "--grafana-url", grafana],
            outputs: { kubeconfig: "[secret]" },
            env: { GRAFANA_PASSWORD: "a-password" },
        });
        assert.match(half.results.Grafana?.detail ?? "", /without the cluster: give GRAFANA_USER$/);
        found(
            await run({
                args: [...urls, "--grafana-url", grafana],
                outputs,
                env: { GRAFANA_USER: "admin", GRAFANA_PASSWORD: "a-password" },
            }),
        );
    });

    it("passes where what a stack does not have, by its settings, is not there", async () => {
        const offs = ({ results }: Ran): string[] =>
            Object.values(results).flatMap(({ signal, verdict }) =>
                verdict === "found" ? [] : [`${signal} ${verdict}`],
            );
        rig.kong.writesAccessLog = false;
        const silent = await run({ probe: { accessLog: false } });
        assert.deepEqual(
            [offs(silent), silent.code],
            [["access log off", "trace → logs off", "log → trace off"], 0],
            silent.stderr,
        );
        rig.kong.writesAccessLog = true;
        rig.kong.rate = 0;
        const untraced = await run({ probe: { samplingRate: 0 } });
        assert.equal(Object.keys(untraced.results).length, 12);
        assert.deepEqual(
            [offs(untraced), untraced.code],
            [["traces off", "dropped trace off", "trace → logs off", "log → trace off", "metric → trace off"], 0],
            untraced.stderr,
        );
    });

    it("names an error that Kong answers with itself", async () => {
        rig.kong.upstreamDown = true;
        const { results } = await run();
        assert.deepEqual(
            [results.requests?.verdict, results.requests?.detail],
            ["found", "5 of 5 answered by a route of Kong's: 502 of Kong's own, not the upstream's"],
        );
    });

    it("asks the ingress controller instead, in its topology", async () => {
        const outputs = { topology: "ingress-controller" };
        const good = await run({ outputs });
        assert.equal(good.code, 0, good.stderr);
        assert.deepEqual(Object.keys(good.results).slice(8), ["configuration push", "targets", "Grafana"]);
        rig.kong.brokenResources = 2;
        const bad = await run({ outputs, args: ["--deadline", "12s"] });
        missing(bad, ["configuration push"], /not valid/);
        assert.match(bad.results["configuration push"]?.detail ?? "", /2 resources were left out/);
    });

    describe("says what is missing, and why", () => {
        it("Tempo is down", async () => {
            tearDown("observability", "tempo");
            const ran = await run();
            missing(ran, ["traces"], /Tempo does not run, or is not ready/);
            assert.match(ran.results.traces?.detail ?? "", /tempo-0 \(CrashLoopBackOff\)/);
            assert.equal(ran.results["trace → logs"]?.verdict, "skipped");
        });

        it("Tempo does not take what the collector sends", async () => {
            rig.tempo.refuses = true;
            missing(
                await run(),
                ["traces"],
                /The collector (holds and retries|gave up on \d+) spans that Tempo did not take/,
            );
        });

        it("Tempo drops what it was sent", async () => {
            rig.tempo.forgets = true;
            missing(await run(), ["traces"], /delivered \d+ spans, and Tempo does not show these/);
        });

        it("Kong sends no spans", async () => {
            rig.kong.exportsSpans = false;
            missing(await run(), ["traces"], /No span reached the collector/);
        });

        it("Kong samples less than the stack says", async () => {
            rig.kong.rate = 0.01;
            const ran = await run({ probe: { samplingRate: 0.5 } });
            assert.equal(ran.results.traces?.verdict, "missing");
            assert.match(ran.results.traces?.advice?.cause ?? "", /Kong should keep 50 % of traces/);
        });

        it("Kong samples more than the stack says", async () => {
            missing(await run({ probe: { samplingRate: 0.01 } }), ["dropped trace"], /Kong samples by another rate/);
        });

        it("the route is not traced", async () => {
            rig.kong.traced = false;
            const ran = await run();
            missing(ran, ["traces", "access log"], /No span reached the collector/);
            const { cause = "" } = ran.results["access log"]?.advice ?? {};
            assert.match(cause, /5 of these lines without a trace id.*`traced: false`/);
        });

        it("Kong writes no access log", async () => {
            rig.kong.writesAccessLog = false;
            const ran = await run();
            assert.deepEqual(
                Object.values(ran.results).flatMap(({ signal, verdict }) => (verdict === "missing" ? [signal] : [])),
                ["access log"],
            );
            // Kong's own messages did arrive, with the same trace ids.
            assert.match(ran.results["access log"]?.advice?.cause ?? "", /none of Kong's access log/);
        });

        it("Loki is down", async () => {
            missing(await run({ args: ["--loki-url", "http://127.0.0.1:9"] }), ["access log"], /Loki does not run/);
        });

        it("Loki wants a tenant", async () => {
            const strict = await startLoki({ loki: { ...rig.lokiValues.loki, auth_enabled: true as never } });
            try {
                missing(await run({ args: ["--loki-url", strict.url] }), ["access log"], /wants to know a tenant/);
            } finally {
                await strict.stop();
            }
        });

        it("Loki is too old for OTLP", async () => {
            const old = await serve((_request, { pathname }) =>
                pathname.endsWith("/buildinfo")
                    ? json({ version: "2.6.1" })
                    : pathname.endsWith("/query_range")
                      ? json({ status: "success", data: { resultType: "streams", result: [] } })
                      : { status: 404, body: "404 page not found" },
            );
            try {
                missing(await run({ args: ["--loki-url", old.url] }), ["access log"], /Loki 2\.6\.1 takes no OTLP/);
            } finally {
                await old.stop();
            }
        });

        it("Prometheus does not scrape Kong", async () => {
            const blind = await startPrometheus(
                rig.prometheusSpec,
                rig.targets.filter(({ labels }) => labels.namespace !== "kong"),
            );
            try {
                const ran = await run({ args: ["--prometheus-url", blind.url, "--deadline", "20s"] });
                missing(ran, ["metrics", "data planes", "certificate"], /Prometheus scrapes no pod of Kong/);
            } finally {
                await blind.stop();
            }
        });

        it("a target is down", async () => {
            rig.kong.controlPlaneFails = true;
            const ran = await run({ args: ["--deadline", "12s"] });
            assert.match(ran.results.targets?.detail ?? "", /1 of 5 not up: kong-cp/);
            assert.match(ran.results.targets?.advice?.cause ?? "", /500/);
            assert.equal(ran.code, 1);
        });

        it("a data plane keeps an old configuration", async () => {
            rig.kong.hashes = [1.5e38, 2.5e38];
            const ran = await run({ args: ["--deadline", "12s"] });
            missing(ran, ["data planes"], /could not apply the newest configuration/);
            assert.match(
                ran.results["data planes"]?.detail ?? "",
                /2 different configurations: kong-dp-0 [0-9a-f]{7}, kong-dp-1/,
            );
        });

        it("a data plane has lost its control plane", async () => {
            rig.kong.silence = [3, 900];
            const ran = await run({ args: ["--deadline", "12s"] });
            missing(ran, ["data planes"], /connection to the control plane/);
            assert.match(ran.results["data planes"]?.detail ?? "", /kong-dp-1/);
        });

        it("the cluster certificate ends soon", async () => {
            rig.kong.certificateDays = 12;
            const ran = await run({ args: ["--deadline", "12s"] });
            missing(ran, ["certificate"], /due for renewal/);
            assert.match(ran.results.certificate?.detail ?? "", /valid for 12 days/);
        });

        it("no route answers the request", async () => {
            const ran = await run({ args: ["--path", "/nowhere"] });
            missing(ran, ["requests"], /No route of Kong's answers \/nowhere/);
            assert.equal(ran.results.metrics?.verdict, "skipped");
        });

        it("what answers is not Kong", async () => {
            const other = await serve(() => ({ status: 503, headers: { server: "a-load-balancer/2.0" }, body: "" }));
            try {
                const ran = await run({ args: ["--proxy-url", other.url] });
                missing(ran, ["requests"], /not Kong, or its `headers` setting hides it/);
                assert.match(
                    ran.results.requests?.detail ?? "",
                    /^0 of 5 .*: 503 without Kong's headers \(Server: a-load-balancer\/2\.0\)$/,
                );
            } finally {
                await other.stop();
            }
        });

        it("the proxy is not reached", async () => {
            missing(await run({ args: ["--proxy-url", "http://127.0.0.1:9"] }), ["requests"], /proxy is not reached/);
        });

        it("a link in Grafana leads elsewhere", async () => {
            rig.grafana.change = (all) =>
                all.map((datasource) =>
                    datasource.uid === "tempo"
                        ? {
                              ...datasource,
                              jsonData: {
                                  ...datasource.jsonData,
                                  tracesToLogsV2: { datasourceUid: "prometheus", query: "", tags: [] },
                              },
                          }
                        : datasource,
                );
            missing(await run(), ["trace → logs"], /not as this program provisions it/);
        });

        it("Grafana lacks a datasource", async () => {
            rig.grafana.change = (all) => all.filter(({ uid }) => uid !== "alertmanager" && uid !== "loki");
            const ran = await run();
            missing(ran, ["trace → logs", "log → trace", "Grafana"], /not as this program provisions it/);
            assert.match(ran.results.Grafana?.detail ?? "", /no datasource loki/);
        });
    });

    it("cannot run where the outputs hide the kubeconfig that it needs", async () => {
        const { code, stderr } = await run({ outputs: { kubeconfig: "[secret]" } });
        assert.equal(code, 2);
        assert.match(stderr, /^kubeconfig: got "\[secret\]"; .*--show-secrets/m);
    });

    it("cannot run where the cluster does not answer", async () => {
        const { kubeconfig } = rig.outputs;
        const { code, stderr } = await run({
            outputs: { kubeconfig: kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:9") },
        });
        assert.equal(code, 2);
        assert.match(stderr, /The cluster http:\/\/127\.0\.0\.1:9 does not answer/);
    });
});
