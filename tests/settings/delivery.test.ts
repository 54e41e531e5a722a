import assert from "node:assert/strict";
import { deliveryOf } from "../../settings/delivery";
import type { PlainSettings } from "../../settings/schema";
import { validateSettings } from "../../settings/validate";
import { lines } from "./helpers";

function validated(delivery: unknown, more: Record<string, unknown> = {}): ReturnType<typeof validateSettings> {
    const written = { cluster: { kind: "kubeconfig" }, delivery, ...more };
    const values = new Map(
        Object.entries(written).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    return validateSettings({ project: "p", stack: "dev", values });
}
const problems = (...given: Parameters<typeof validated>): string[] => lines(validated(...given).problems);
const settingsOf = (delivery: unknown): PlainSettings => validated(delivery).settings as PlainSettings;

describe("delivery", () => {
    it("is Helm's unless Argo CD is named, in short or in full", () => {
        const helm = { kind: "helm", retain: false, takeOwnership: false };
        assert.deepEqual(validated({}).settings.delivery, helm);
        // The default in Pulumi.yaml.
        assert.deepEqual(validated("").settings.delivery, helm);
        assert.deepEqual(validated("helm").settings.delivery, helm);
        assert.deepEqual(validated("argocd").settings.delivery, validated({ kind: "argocd" }).settings.delivery);
        assert.deepEqual(problems("flux"), ['p:delivery.kind: got "flux"; allowed: helm, argocd']);
    });

    it("by Argo CD has a project of the stack's own, and the cluster that it runs on", () => {
        const delivery = deliveryOf(settingsOf("argocd"), "My_Gateway-prod");
        assert.ok(delivery.kind === "argocd");
        assert.equal(delivery.project, "my-gateway-prod");
        assert.deepEqual(delivery.destination, { server: "https://kubernetes.default.svc" });
        assert.deepEqual(delivery.namespaces, ["observability", "kong", "cnpg-system", "kube-system"]);
    });

    it("by Argo CD is for a cluster by its name there, if it has one", () => {
        const given = settingsOf({ kind: "argocd", project: "gateways", destination: { name: "in-cluster" } });
        const delivery = deliveryOf(given, "p-dev");
        assert.ok(delivery.kind === "argocd");
        assert.deepEqual([delivery.project, delivery.destination], ["gateways", { name: "in-cluster" }]);
    });

    it("by Argo CD reads no folder of this machine", () => {
        assert.deepEqual(problems("argocd", { registry: { charts: "./charts" } }), [
            'p:registry.charts: got "./charts", a folder of this machine; allowed: an https:// repository or an oci:// registry with delivery argocd, which fetches charts from the cluster',
        ]);
        assert.deepEqual(problems("argocd", { registry: { charts: "oci://registry.example.com/charts" } }), []);
        assert.deepEqual(problems("helm", { registry: { charts: "./charts" } }), []);
    });

    it("by Argo CD is for a cluster that is there before, since it has to run on it", () => {
        const onCluster = (delivery: string, cluster: object): string[] =>
            problems(delivery, { cluster }).filter((line) => !line.startsWith("aws:region"));
        assert.deepEqual(onCluster("argocd", { kind: "eks" }), [
            'p:delivery: got "argocd" with cluster.kind "eks", a cluster that this stack creates and that has no Argo CD yet; allowed: helm, or argocd in a stack on a cluster with Argo CD (cluster.kind stack, existing-eks or kubeconfig; docs/argocd.md)',
        ]);
        assert.deepEqual(onCluster("helm", { kind: "eks" }), []);
        assert.deepEqual(onCluster("argocd", { kind: "existing-eks", name: "a" }), []);
    });

    it("with Helm takes nothing of Argo CD's", () =>
        assert.deepEqual(problems({ namespace: "argocd" }), [
            "p:delivery.namespace: unknown key; allowed: kind, retain, takeOwnership",
        ]));
});
