import assert from "node:assert/strict";
import { hostPortOf, soleObstacles, soleParts } from "../../../../components/release/guard/sole";
import type { LiveWorkload } from "../../../../components/release/guard/live";

const place = { releaseName: "cloudnative-pg", namespace: "cnpg-system" };
const operator = (change: Partial<LiveWorkload> = {}): LiveWorkload => ({
    kind: "Deployment",
    namespace: "databases",
    name: "cnpg-controller-manager",
    images: ["mirror.example:5000/ghcr/cloudnative-pg/cloudnative-pg:1.29.1@sha256:abc"],
    hostPorts: [],
    commands: [[]],
    isStopped: false,
    ...change,
});
const exporter = (ports: number[]): LiveWorkload => ({
    kind: "DaemonSet",
    namespace: "monitoring",
    name: "node-exporter",
    images: ["quay.io/prometheus/node-exporter:v1.9.0"],
    hostPorts: ports,
    commands: [[]],
    isStopped: false,
});
const texts = (...args: Parameters<typeof soleObstacles>): string[] =>
    soleObstacles(...args).map(({ key, message }) => `${key}: ${message}`);

describe("what a cluster has once", () => {
    it("is found by its image, whoever installed it and from where", () => {
        assert.deepEqual(texts("cloudnative-pg", place, {}, [operator()]), [
            "releaseNames.cloudnative-pg: got a CloudNativePG operator for this stack, and Deployment databases/cnpg-controller-manager is there: " +
                "both would act on every database of the cluster, and their webhooks have the same names. Use that one: kong.database.operator: existing",
        ]);
        const release = { releaseName: "cnpg", namespace: "databases" };
        assert.match(
            texts("cloudnative-pg", place, {}, [operator({ release })])[0] ?? "",
            /, of Helm release databases\/cnpg: .* Use that one: .*\. If it is this stack's own, .* set releaseNames\.cloudnative-pg back to cnpg, its namespace to databases, /,
        );
        assert.deepEqual(
            texts("cloudnative-pg", place, {}, [operator({ images: ["ghcr.io/x/cloudnative-pg-backup:1"] })]),
            [],
        );
    });

    it("is no second where it is the release's own, also under its former name", () => {
        assert.deepEqual(texts("cloudnative-pg", place, {}, [operator({ release: place })]), []);
        const former = { releaseName: "cnpg", namespace: "databases" };
        assert.deepEqual(texts("cloudnative-pg", place, {}, [operator({ release: former })], former), []);
    });

    it("is no second where it is what Argo CD installed for this release, and names another Application", () => {
        const of = (application: string): string[] => texts("cloudnative-pg", place, {}, [operator({ application })]);
        assert.deepEqual(of("cnpg-system-cloudnative-pg"), []);
        assert.match(of("databases-cnpg")[0] ?? "", /, of Argo CD's Application databases-cnpg: /);
    });

    it("of a node exporter is its port on each node", () => {
        const stack = { releaseName: "kube-prometheus-stack", namespace: "observability" };
        const of = (values: unknown, ports: number[]): number =>
            texts("kube-prometheus-stack", stack, values, [exporter(ports)]).length;
        const elsewhere = { "prometheus-node-exporter": { service: { port: 9101, targetPort: 9101 } } };
        assert.deepEqual([of({}, [9100]), of({}, [9101]), of(elsewhere, [9100]), of(elsewhere, [9101])], [1, 0, 0, 1]);
        assert.equal(of({ nodeExporter: { enabled: false } }, [9100]), 0);
        assert.deepEqual(
            soleParts("kube-prometheus-stack", {}).map((part) => hostPortOf(part, {})),
            [9100],
        );
    });
});
