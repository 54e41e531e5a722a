import assert from "node:assert/strict";
import { chartPin } from "../../charts";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

describeEngine("a volume that is to change", (suite) => {
    let stack: EngineStack;
    // As Pulumi.local.yaml has them.
    const sizes: Record<string, string> = { loki: "5Gi", tempo: "5Gi", "kube-prometheus-stack-grafana": "1Gi" };
    const prometheus = "prometheus-kube-prometheus-stack-prometheus";
    const prometheusClaim = `${prometheus}-db-${prometheus}-0`;
    const volume = (set: string, size: string, template = "storage"): void => {
        suite.live.sets[set] = { [template]: size };
        suite.live.claims[`${template}-${set}-0`] = { request: size, capacity: size, storageClass: "standard" };
    };

    before(async () => {
        stack = await suite.stack("local");
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
    });
    beforeEach(() => {
        Object.assign(suite.live, { sets: {}, claims: {}, classes: { standard: false }, crds: {}, answers: true });
        Object.entries(sizes).forEach(([set, size]) => volume(set, size));
        volume(prometheus, "5Gi", `${prometheus}-db`);
        suite.simulator.world.ledger.clear();
    });

    /**
     * Fails with these, before anything is done. With the program in a process of its own: after two failures in one,
     * Automation API hangs.
     */
    async function refused(run: "preview" | "up", ...expected: string[]): Promise<void> {
        const { failed, output } = await stack.cli(...(run === "preview" ? [run] : [run, "--yes", "--skip-preview"]));
        assert.ok(failed, output);
        expected.forEach((text) => assert.ok(output.includes(text), `${text}\n is not in\n${output}`));
        assert.deepEqual(suite.simulator.world.ledger.touched, []);
    }
    async function applied(...touched: string[]): Promise<void> {
        const up = await stack.up();
        assert.ok(!up.failed, up.output);
        assert.deepEqual(suite.simulator.world.ledger.touched, touched);
    }

    it("is refused by its key, with steps that lead through", async () => {
        stack.set(["logs", "volumeSize"], "50Gi");
        await refused(
            "preview",
            "kong-observability:logs.volumeSize: got 50Gi, and in observability storage-loki-0 has 5Gi",
            `kubectl patch storageclass standard --patch '{"allowVolumeExpansion":true}'`,
            `kubectl --namespace observability patch pvc storage-loki-0 --patch '{"spec":{"resources":{"requests":{"storage":"50Gi"}}}}'`,
            "kubectl --namespace observability delete statefulset loki --cascade=orphan",
        );
        suite.live.classes.standard = true;
        suite.live.claims["storage-loki-0"] = { request: "50Gi", capacity: "50Gi" };
        await refused(
            "up",
            "kong-observability:logs.volumeSize: got 50Gi, and StatefulSet observability/loki is still made for 5Gi",
        );
        delete suite.live.sets.loki;
        await applied("Release logs-loki");
        sizes.loki = "50Gi";
    });

    it("of Prometheus waits for its claim, and takes what is kept with it", async () => {
        stack.set(["metrics", "volumeSize"], "10Gi");
        await refused(
            "preview",
            `kong-observability:metrics.volumeSize: got 10Gi, and in observability ${prometheusClaim} has 5Gi`,
        );
        suite.live.claims[prometheusClaim] = { request: "10Gi", capacity: "5Gi" };
        await refused("preview", `${prometheusClaim} has 5Gi`);
        suite.live.claims[prometheusClaim] = { request: "10Gi", capacity: "10Gi" };
        await applied("Release metrics-kube-prometheus-stack");
        const release = [...suite.simulator.world.ledger.existing.values()].find(
            ({ name }) => name === "metrics-kube-prometheus-stack",
        );
        assert.match(JSON.stringify(release?.inputs.values), /"retentionSize":"8192MB"/);
    });

    it("of Prometheus by an override does so too", async () => {
        const spec = (storage: string): object => ({
            prometheusSpec: {
                storageSpec: { volumeClaimTemplate: { spec: { resources: { requests: { storage } } } } },
            },
        });
        stack.set(["chartOverrides"], { "kube-prometheus-stack": { prometheus: spec("20G") } });
        suite.live.claims[prometheusClaim] = { request: "10Gi", capacity: "10Gi" };
        await refused(
            "preview",
            `chartOverrides.kube-prometheus-stack.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage: got 20G, and in observability ${prometheusClaim} has 10Gi`,
        );
        suite.live.claims[prometheusClaim] = { request: "20G", capacity: "20G" };
        await applied("Release metrics-kube-prometheus-stack");
        const release = [...suite.simulator.world.ledger.existing.values()].find(
            ({ name }) => name === "metrics-kube-prometheus-stack",
        );
        assert.match(JSON.stringify(release?.inputs.values), /"retentionSize":"15258MB"/);
    });

    it("is refused, all at once, where the cluster does not answer, and anything else goes on", async () => {
        suite.live.answers = false;
        stack.set(["traces", "volumeSize"], "50Gi");
        await refused(
            "preview",
            "kong-observability:traces.volumeSize: got 50Gi, and the volume of StatefulSet observability/tempo has 5Gi; whether it has grown the cluster does not tell",
        );
        stack.set(["traces", "volumeSize"], "5Gi");
        stack.set(["traces", "retention"], "48h");
        await applied("Release traces-tempo");
    });

    it("is not made smaller", async () => {
        stack.set(["traces", "volumeSize"], "1Gi");
        await refused(
            "preview",
            "kong-observability:traces.volumeSize: got 1Gi; allowed: at least 5Gi, since a volume cannot shrink",
        );
        stack.set(["traces", "volumeSize"], "5Gi");
        stack.set(["kong", "database"], { kind: "cloudnativepg", volumeSize: "1Gi" });
        await refused(
            "preview",
            "kong-observability:kong.database.volumeSize: got 1Gi; allowed: at least 10Gi, since a volume cannot shrink",
        );
        stack.set(["kong", "database"], undefined);
    });

    it("of PostgreSQL is its operator's work", async () => {
        suite.live.claims["kong-db-1"] = {
            request: "10Gi",
            capacity: "10Gi",
            storageClass: "standard",
            labels: { "cnpg.io/cluster": "kong-db" },
        };
        stack.set(["kong", "database"], { kind: "cloudnativepg", volumeSize: "20Gi" });
        await refused(
            "preview",
            "kong-observability:kong.database.volumeSize: got 20Gi, and the StorageClass of the volumes lets none grow",
        );
        suite.live.classes.standard = true;
        await applied("Cluster kong-database");
    });
});

describeEngine("a chart whose CRDs Helm does not upgrade", (suite) => {
    const pin = chartPin("kube-prometheus-stack");
    const { version, appVersion, crds = [] } = { ...pin };
    let stack: EngineStack;
    const onCluster = (annotations: Record<string, string>): void => {
        suite.live.crds = Object.fromEntries(crds.map((name) => [name, annotations]));
    };

    before(async () => {
        stack = await suite.stack("local");
        // The stack as an earlier program would have left it.
        Object.assign(pin, { version: "83.0.0", appVersion: "v0.90.1" });
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
        Object.assign(pin, { version, appVersion });
        suite.simulator.world.ledger.clear();
    });
    after(() => Object.assign(pin, { version, appVersion }));

    it("waits for them, and says how they get there", async () => {
        onCluster({ "operator.prometheus.io/version": "0.90.1" });
        const { failed, output } = await stack.cli("preview");
        assert.ok(failed);
        assert.ok(
            output.includes(
                `charts/kube-prometheus-stack/pin.json: version: got ${version} after 83.0.0, and the cluster has 10 of its CRDs from before`,
            ),
            output,
        );
        assert.ok(
            output.includes(`helm show crds kube-prometheus-stack --repo ${pin.repository} --version ${version} | `),
            output,
        );
        assert.deepEqual(suite.simulator.world.ledger.touched, []);
    });

    it("is upgraded once they are there", async () => {
        onCluster({ "kong-observability/crds": `kube-prometheus-stack-${version}` });
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
        assert.ok(
            suite.simulator.world.ledger.touched.includes("Release metrics-kube-prometheus-stack"),
            suite.simulator.world.ledger.touched.join(),
        );
    });
});

describeEngine("a gateway that scales on a cluster of others", (suite) => {
    it("is warned of where nothing tells how much its pods use, and otherwise not", async () => {
        const stack = await suite.stack("local");
        stack.set(["kong", "dataPlanes", 0, "replicas"], undefined);
        stack.set(["kong", "dataPlanes", 0, "autoscaling"], { minReplicas: 1, maxReplicas: 3 });
        for (const metrics of [false, true]) {
            suite.live.metrics = metrics;
            const { failed, output } = await stack.cli("preview");
            assert.ok(!failed, output);
            assert.equal(output.includes("v1beta1.metrics.k8s.io"), !metrics, output);
        }
    });
});
