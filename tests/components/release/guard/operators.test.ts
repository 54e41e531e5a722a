import assert from "node:assert/strict";
import type { LiveWorkload } from "../../../../components/release/guard/live";
import { type LiveOperator, operatorObstacles, operatorsIn } from "../../../../components/release/guard/operators";

const other = (more: Partial<LiveOperator> = {}): LiveOperator => ({
    name: "prometheus-operator",
    namespace: "monitoring",
    args: ["--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1"],
    ...more,
});

const found = (live: LiveOperator[], operator: object = {}): string[] =>
    operatorObstacles(
        {
            namespace: "observability",
            values: { prometheusOperator: operator },
        },
        live,
    ).map(({ key, message }) => `${key}: ${message}`);

describe("a second Prometheus operator", () => {
    it("is refused with its place, and the setting that uses that one", () => {
        const [text = "", ...more] = found([other({ release: "prom" })]);
        assert.deepEqual(more, []);
        assert.match(
            text,
            /^observability\.existing\.prometheus: not set, but the Prometheus operator monitoring\/prometheus-operator of Helm release prom is on the cluster.*set releaseNames\.kube-prometheus-stack back to prom, its namespace to monitoring, /,
        );
    });

    it("is no second where it is the stack's own under an earlier name, or none is installed", () => {
        assert.deepEqual(found([other({ namespace: "observability", release: "earlier" })]), []);
        assert.deepEqual(found([other()], { enabled: false }), []);
    });

    it("may stay where each keeps to namespaces of its own", () => {
        const apart = other({ args: [...other().args, "--namespaces=monitoring,kube-system"] });
        const ours = { namespaces: { releaseNamespace: true, additional: ["kong"] } };
        assert.deepEqual(found([apart], ours), []);
        assert.deepEqual(found([other({ args: ["--deny-namespaces=observability"] })], ours), []);
        // It is not enough that one of them does.
        assert.equal(found([apart]).length, 1);
        assert.equal(found([other()], ours).length, 1);
        assert.equal(found([apart], { denyNamespaces: ["monitoring"] }).length, 0);
        assert.deepEqual(
            found([other({ args: ["--prometheus-instance-namespaces=monitoring"] })], {
                prometheusInstanceNamespaces: ["observability"],
            }),
            [],
        );
    });

    it("is not known of a cluster that does not answer", () => {
        const ours = { namespace: "observability", values: {} };
        assert.deepEqual(operatorObstacles(ours, { unreachable: "no answer in 15 s" }), []);
    });

    it("is told by its argument among what runs, and none that is stopped", () => {
        const { name, namespace, args } = other();
        const runs: LiveWorkload = {
            kind: "Deployment",
            name,
            namespace,
            images: ["registry.example/operator:1"],
            hostPorts: [],
            commands: [["/sidecar"], ["/operator", ...args]],
            isStopped: false,
        };
        const found = { name, namespace, args: ["/operator", ...args] };
        assert.deepEqual(operatorsIn([runs]), [found]);
        const release = { releaseName: "prom", namespace };
        assert.deepEqual(operatorsIn([{ ...runs, release }]), [{ ...found, release: "prom" }]);
        assert.deepEqual(
            operatorsIn([
                { ...runs, isStopped: true },
                { ...runs, commands: [["/operator"]] },
            ]),
            [],
        );
    });
});
