import assert from "node:assert/strict";
import { chartPin } from "../../../../charts";
import { compareVersions, crdCommand, crdObstacles, crdsOf, outdated } from "../../../../components/release/guard/crds";

describe("CRDs that Helm does not upgrade", () => {
    const chart = "kube-prometheus-stack";
    const { version, appVersion, crds = [], repository } = chartPin(chart);
    const asked = { reference: chart, version, repo: repository };
    const all = (annotations: Record<string, string>): Record<string, Record<string, string>> =>
        Object.fromEntries(crds.map((name) => [name, annotations]));
    const mark = { "kong-observability/crds": `${chart}-${version}` };
    const obstacles = (before: string | undefined, live: Parameters<typeof crdObstacles>[3]): string[] =>
        crdObstacles(chart, before, asked, live).flatMap(({ message, steps }) => [message, ...steps]);

    it("are applied before the chart that needs them", () => {
        const [message, step] = obstacles("83.0.0", all({ "operator.prometheus.io/version": "0.90.1" }));
        assert.match(
            message ?? "",
            new RegExp(`^got ${version} after 83.0.0, and the cluster has ${crds.length} of its CRDs from before`),
        );
        assert.equal(step, crdCommand(chart, asked));
    });

    it("count as applied by the mark of the command, or by the operator's own", () => {
        assert.deepEqual(obstacles("83.0.0", all(mark)), []);
        assert.deepEqual(
            obstacles("83.0.0", all({ "operator.prometheus.io/version": appVersion.replace("v", "") })),
            [],
        );
        assert.deepEqual(obstacles("83.0.0", all({ "operator.prometheus.io/version": "99.0.0" })), []);
        assert.equal(obstacles("83.0.0", { ...all(mark), [crds[0]!]: {} }).length, 2);
        assert.equal(obstacles("83.0.0", {}).length, 2, "somebody has deleted them");
    });

    it("need nothing where the chart stays or goes back", () => {
        assert.deepEqual(obstacles(version, all({})), []);
        assert.deepEqual(obstacles("999.0.0", all({})), []);
    });

    it("hold a first install up only where they are known to be older", () => {
        assert.deepEqual(obstacles(undefined, {}), []);
        assert.deepEqual(obstacles(undefined, all({})), []);
        assert.equal(obstacles(undefined, all({ "operator.prometheus.io/version": "0.60.0" })).length, 2);
        assert.deepEqual(outdated(chart, version, { a: {}, b: { "kong-observability/crds": `${chart}-1.0.0` } }), {
            older: ["b"],
            unknown: ["a"],
        });
    });

    it("are asked for where the cluster does not tell", () => {
        assert.match(
            obstacles("83.0.0", { unreachable: "no answer" })[0] ?? "",
            /whether its CRDs are on the cluster, that does not tell \(no answer\)/,
        );
        assert.deepEqual(obstacles(undefined, { unreachable: "no answer" }), []);
    });

    it("come from where the chart comes from", () => {
        const apply = `| kubectl annotate --local --filename - --output yaml kong-observability/crds=ingress-1.2.3 | kubectl apply --server-side --force-conflicts --filename -`;
        assert.equal(
            crdCommand("ingress", { reference: "ingress", version: "1.2.3", repo: "https://charts.example.com" }),
            `helm show crds ingress --repo https://charts.example.com --version 1.2.3 ${apply}`,
        );
        assert.equal(
            crdCommand("ingress", { reference: "oci://r.example.com/c/ingress", version: "1.2.3" }),
            `helm show crds oci://r.example.com/c/ingress --version 1.2.3 ${apply}`,
        );
        assert.equal(
            crdCommand("ingress", { reference: "./charts/ingress-1.2.3.tgz", version: "1.2.3" }),
            `helm show crds ./charts/ingress-1.2.3.tgz ${apply}`,
        );
    });

    it("are left alone where somebody else looks after them", () => {
        assert.equal(crdsOf(chart, {}).length, 10);
        assert.deepEqual(crdsOf(chart, { crds: { enabled: false } }), []);
        assert.deepEqual(crdsOf(chart, { crds: { upgradeJob: { enabled: true } } }), []);
        assert.deepEqual(crdsOf("tempo", {}), []);
    });

    it("are ordered by number", () => {
        assert.deepEqual(["9.0.0", "10.0.0", "v10.0.1", "10.1.0-rc.1"].sort(compareVersions), [
            "9.0.0",
            "10.0.0",
            "v10.0.1",
            "10.1.0-rc.1",
        ]);
        assert.equal(compareVersions("v1.2.3", "1.2.3+build"), 0);
    });
});
