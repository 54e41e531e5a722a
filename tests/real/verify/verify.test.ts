import assert from "node:assert/strict";
import { findProgram } from "./servers/processes";
import { describeVerify, found, missing, type Ran, rowsOf } from "./verify";

describeVerify("verify, against real servers", (verify) => {
    it("finds every signal of a healthy stack, through port-forwards alone", async () => {
        const ran = await verify.run();
        found(ran);
        assert.match(ran.results.metrics?.detail ?? "", /rose by (\d+) for route mock/);
        assert.match(ran.results["metric → trace"]?.detail ?? "", /leads to (one of these traces|a trace in Tempo)/);
    });

    // A real one shows by its answers alone that it took them.
    (findProgram("loki") === undefined ? it : () => undefined)(
        "sends Loki what it takes, by the path and in the form that it wants",
        () => {
            assert.ok(verify.rig.sentToLoki.length > 0);
            for (const { request, headers, status } of verify.rig.sentToLoki) {
                assert.deepEqual(
                    [request, headers["content-type"], headers["content-encoding"], status],
                    ["POST /otlp/v1/logs", "application/x-protobuf", "gzip", 204],
                );
            }
            const access = verify.rig.sentToLoki
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
        const { stdout, stderr, code } = await verify.run({ plain: true });
        assert.equal(code, 0);
        assert.match(stdout, /✓ +traces +\d+\.\d s +5 of 5 traces in Tempo/);
        assert.match(stdout, /Proven\. Stack local shows every signal/);
        assert.match(stderr, /Verifying stack local: 5 requests for \/mock through kong-dp/);
    });

    it("sends ids that Kong keeps at 1 %, and one that it drops", async () => {
        verify.rig.kong.rate = 0.01;
        const ran = await verify.run({ probe: { samplingRate: 0.01 } });
        found(ran);
        assert.match(ran.results["dropped trace"]?.detail ?? "", /outside the 1 % that Kong keeps/);
    });

    it("is satisfied with a gateway that takes its callers' word against the rate, and with no other", async () => {
        Object.assign(verify.rig.kong, { rate: 0.01, trustsCallers: true });
        const trusting = await verify.run({ probe: { samplingRate: 0.01, trustCallers: true } });
        found(trusting);
        assert.match(trusting.results["dropped trace"]?.detail ?? "", /not sampled by its caller/);
        found(await verify.run({ probe: { samplingRate: 0, trustCallers: true } }));
        verify.rig.kong.trustsCallers = false;
        const { results } = await verify.run({ probe: { samplingRate: 0.01, trustCallers: true } });
        assert.equal(results.traces?.verdict, "missing");
        assert.match(results.traces?.advice?.cause ?? "", /keep what its callers have sampled/);
    });

    it("needs no cluster where every address is given, and says what it could not look for", async () => {
        const { prometheus, loki, tempo, proxy, grafana } = verify.rig.urls;
        const urls = ["--proxy-url", proxy, "--prometheus-url", prometheus, "--loki-url", loki, "--tempo-url", tempo];
        const outputs = { kubeconfig: JSON.stringify({ clusters: [] }) };
        const alone = await verify.run({ args: urls, outputs });
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
        const half = await verify.run({
            args: [...urls, "--grafana-url", grafana],
            outputs: { kubeconfig: "[secret]" },
            env: { GRAFANA_PASSWORD: "a-password" },
        });
        assert.match(half.results.Grafana?.detail ?? "", /without the cluster: give GRAFANA_USER$/);
        found(
            await verify.run({
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
        verify.rig.kong.writesAccessLog = false;
        const silent = await verify.run({ probe: { accessLog: false } });
        assert.deepEqual(
            [offs(silent), silent.code],
            [["access log off", "trace → logs off", "log → trace off"], 0],
            silent.stderr,
        );
        verify.rig.kong.writesAccessLog = true;
        verify.rig.kong.rate = 0;
        const untraced = await verify.run({ probe: { samplingRate: 0 } });
        assert.deepEqual(Object.keys(untraced.results), rowsOf("hybrid"));
        assert.deepEqual(
            [offs(untraced), untraced.code],
            [["traces off", "dropped trace off", "trace → logs off", "log → trace off", "metric → trace off"], 0],
            untraced.stderr,
        );
    });

    it("names an error that Kong answers with itself", async () => {
        verify.rig.kong.upstreamDown = true;
        const { results } = await verify.run();
        assert.deepEqual(
            [results.requests?.verdict, results.requests?.detail],
            ["found", "5 of 5 answered by a route of Kong's: 502 of Kong's own, not the upstream's"],
        );
    });

    it("asks the ingress controller instead, in its topology", async () => {
        const outputs = { topology: "ingress-controller" };
        const good = await verify.run({ outputs });
        assert.equal(good.code, 0, good.stderr);
        assert.deepEqual(Object.keys(good.results), rowsOf("ingress-controller"));
        verify.rig.kong.brokenResources = 2;
        const bad = await verify.run({ outputs, args: ["--deadline", "12s"] });
        missing(bad, ["configuration push"], /not valid/);
        assert.match(bad.results["configuration push"]?.detail ?? "", /2 resources were left out/);
    });

    it("cannot run where the outputs hide the kubeconfig that it needs", async () => {
        const { code, stderr } = await verify.run({ outputs: { kubeconfig: "[secret]" } });
        assert.equal(code, 2);
        assert.match(stderr, /^kubeconfig: got "\[secret\]"; .*--show-secrets/m);
    });

    it("cannot run where the cluster does not answer", async () => {
        const { kubeconfig } = verify.rig.outputs;
        const { code, stderr } = await verify.run({
            outputs: { kubeconfig: kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:9") },
        });
        assert.equal(code, 2);
        assert.match(stderr, /The cluster http:\/\/127\.0\.0\.1:9 does not answer/);
    });
});
