import assert from "node:assert/strict";
import { json, serve } from "./servers/http";
import { startPrometheus } from "./servers/prometheus";
import { startLoki } from "./servers/rig";
import { describeVerify, missing } from "./verify";

describeVerify("verify says what is missing, and why, where", (verify) => {
    const tearDown = (namespace: string, name: string): void => {
        for (const pod of verify.rig.services.find(
            (service) => service.namespace === namespace && service.name === name,
        )?.pods ?? []) {
            pod.ready = false;
        }
    };

    it("Tempo is down", async () => {
        tearDown("observability", "tempo");
        const ran = await verify.run();
        missing(ran, ["traces"], /Tempo does not run, or is not ready/);
        assert.match(ran.results.traces?.detail ?? "", /tempo-0 \(CrashLoopBackOff\)/);
        assert.equal(ran.results["trace → logs"]?.verdict, "skipped");
    });

    it("Tempo does not take what the collector sends", async () => {
        verify.rig.tempo.refuses = true;
        missing(
            await verify.run(),
            ["traces"],
            /The collector (holds and retries|gave up on \d+) spans that Tempo did not accept/,
        );
    });

    it("Tempo drops what it was sent", async () => {
        verify.rig.tempo.forgets = true;
        missing(await verify.run(), ["traces"], /delivered \d+ spans, but Tempo does not return them/);
    });

    it("Kong sends no spans", async () => {
        verify.rig.kong.exportsSpans = false;
        missing(await verify.run(), ["traces"], /No span reached the collector/);
    });

    it("Kong samples less than the stack says", async () => {
        verify.rig.kong.rate = 0.01;
        const ran = await verify.run({ probe: { samplingRate: 0.5 } });
        assert.equal(ran.results.traces?.verdict, "missing");
        assert.match(ran.results.traces?.advice?.cause ?? "", /Kong should keep 50 % of traces/);
    });

    it("Kong samples more than the stack says", async () => {
        missing(await verify.run({ probe: { samplingRate: 0.01 } }), ["dropped trace"], /Kong samples by another rate/);
    });

    it("the route is not traced", async () => {
        verify.rig.kong.traced = false;
        const ran = await verify.run();
        missing(ran, ["traces", "access log"], /No span reached the collector/);
        const { cause = "" } = ran.results["access log"]?.advice ?? {};
        assert.match(cause, /5 of these lines without a trace id.*`traced: false`/);
    });

    it("Kong writes no access log", async () => {
        verify.rig.kong.writesAccessLog = false;
        const ran = await verify.run();
        assert.deepEqual(
            Object.values(ran.results).flatMap(({ signal, verdict }) => (verdict === "missing" ? [signal] : [])),
            ["access log"],
        );
        // Kong's own messages did arrive, with the same trace ids.
        assert.match(ran.results["access log"]?.advice?.cause ?? "", /none of Kong's access log/);
    });

    it("Loki is down", async () => {
        missing(await verify.run({ args: ["--loki-url", "http://127.0.0.1:9"] }), ["access log"], /Loki does not run/);
    });

    it("Loki wants a tenant", async () => {
        const strict = await startLoki({ loki: { ...verify.rig.lokiValues.loki, auth_enabled: true as never } });
        try {
            missing(await verify.run({ args: ["--loki-url", strict.url] }), ["access log"], /requires a tenant/);
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
            missing(
                await verify.run({ args: ["--loki-url", old.url] }),
                ["access log"],
                /Loki 2\.6\.1 does not accept OTLP/,
            );
        } finally {
            await old.stop();
        }
    });

    it("Prometheus does not scrape Kong", async () => {
        const blind = await startPrometheus(
            verify.rig.prometheusSpec,
            verify.rig.targets.filter(({ labels }) => labels.namespace !== "kong"),
        );
        try {
            const ran = await verify.run({ args: ["--prometheus-url", blind.url, "--deadline", "20s"] });
            missing(ran, ["metrics", "data planes", "certificate"], /Prometheus scrapes no pod of Kong/);
        } finally {
            await blind.stop();
        }
    });

    it("Prometheus has none of Tempo's metrics", async () => {
        const blind = await startPrometheus(
            verify.rig.prometheusSpec,
            verify.rig.targets.filter(({ job }) => job !== "tempo"),
        );
        try {
            const ran = await verify.run({ args: ["--prometheus-url", blind.url, "--deadline", "20s"] });
            missing(ran, ["metric → trace"], /Tempo's metrics generator writes no exemplars/);
        } finally {
            await blind.stop();
        }
    });

    it("a target is down", async () => {
        verify.rig.kong.controlPlaneFails = true;
        const ran = await verify.run({ args: ["--deadline", "12s"] });
        assert.match(ran.results.targets?.detail ?? "", /1 of 5 not up: kong-cp/);
        assert.match(ran.results.targets?.advice?.cause ?? "", /500/);
        assert.equal(ran.code, 1);
    });

    it("a data plane keeps an old configuration", async () => {
        verify.rig.kong.hashes = [1.5e38, 2.5e38];
        const ran = await verify.run({ args: ["--deadline", "12s"] });
        missing(ran, ["data planes"], /could not apply the newest configuration/);
        assert.match(
            ran.results["data planes"]?.detail ?? "",
            /2 different configurations: kong-dp-0 [0-9a-f]{7}, kong-dp-1/,
        );
    });

    it("a data plane has lost its control plane", async () => {
        verify.rig.kong.silence = [3, 900];
        const ran = await verify.run({ args: ["--deadline", "12s"] });
        missing(ran, ["data planes"], /connection to the control plane/);
        assert.match(ran.results["data planes"]?.detail ?? "", /kong-dp-1/);
    });

    it("the cluster certificate ends soon", async () => {
        verify.rig.kong.certificateDays = 12;
        const ran = await verify.run({ args: ["--deadline", "12s"] });
        missing(ran, ["certificate"], /due for renewal/);
        assert.match(ran.results.certificate?.detail ?? "", /valid for 12 days/);
    });

    it("no route answers the request", async () => {
        const ran = await verify.run({ args: ["--path", "/nowhere"] });
        missing(ran, ["requests"], /No route of Kong's answers \/nowhere/);
        assert.equal(ran.results.metrics?.verdict, "skipped");
    });

    it("what answers is not Kong", async () => {
        const other = await serve(() => ({ status: 503, headers: { server: "a-load-balancer/2.0" }, body: "" }));
        try {
            const ran = await verify.run({ args: ["--proxy-url", other.url] });
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
        missing(
            await verify.run({ args: ["--proxy-url", "http://127.0.0.1:9"] }),
            ["requests"],
            /proxy is not reached/,
        );
    });

    it("a link in Grafana leads elsewhere", async () => {
        verify.rig.grafana.change = (all) =>
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
        missing(await verify.run(), ["trace → logs"], /not as this program provisions it/);
    });

    it("Grafana lacks a datasource", async () => {
        verify.rig.grafana.change = (all) => all.filter(({ uid }) => uid !== "alertmanager" && uid !== "loki");
        const ran = await verify.run();
        missing(ran, ["trace → logs", "log → trace", "Grafana"], /not as this program provisions it/);
        assert.match(ran.results.Grafana?.detail ?? "", /no datasource loki/);
    });
});
