import assert from "node:assert/strict";
import { collector } from "../../../../policy/rules/collector/rule";
import { application, clusterPlugin, messages, release, seen } from "../../helpers";
import { config, make, type Object } from "./made";

describe("policy collector", () => {
    describe("operator", () => {
        const operator = (admissionWebhooks: object, manager: object = {}): Object =>
            release("opentelemetry-operator", { admissionWebhooks, manager });
        const generated = { certManager: { enabled: false } };
        const noManager =
            "opentelemetry-operator: admissionWebhooks.certManager.enabled is true (the chart's default), but nothing installs cert-manager; set it to false, and autoGenerateCert.enabled to true";

        it("wants a certificate for its webhook, unlike seed 000's installation without its values", () => {
            assert.deepEqual(messages(collector, [operator({})]), [noManager]);
            assert.deepEqual(
                messages(collector, [application("opentelemetry-operator", { chart: "opentelemetry-operator" })]),
                [noManager],
            );
            assert.deepEqual(messages(collector, [operator({}), release("cert-manager", {})]), []);
            assert.deepEqual(
                messages(collector, [
                    operator({}),
                    seen("aws:eks/addon:Addon", "cert-manager", { addonName: "cert-manager" }),
                ]),
                [],
            );
            assert.deepEqual(messages(collector, [operator({})], { certManager: true }), []);
            assert.deepEqual(messages(collector, [operator(generated)]), []);
            assert.deepEqual(messages(collector, [operator({ ...generated, autoGenerateCert: { enabled: false } })]), [
                "opentelemetry-operator: admissionWebhooks has no certificate: certManager and autoGenerateCert are both off; set autoGenerateCert.enabled to true",
            ]);
            assert.deepEqual(
                messages(collector, [
                    operator({ ...generated, autoGenerateCert: { enabled: false }, secretName: "own" }),
                ]),
                [],
            );
            assert.deepEqual(messages(collector, [operator({ certManager: { enabled: "[unknown]" } })]), []);
        });

        it("refuses a certificate that ends in silence", () => {
            const once = { ...generated, autoGenerateCert: { recreate: false } };
            assert.deepEqual(messages(collector, [operator(once)]), [
                "opentelemetry-operator: admissionWebhooks.autoGenerateCert makes a certificate for 365 days and never another (recreate: false): after that no collector can be changed; set certPeriodDays to at least 1825",
            ]);
            assert.deepEqual(messages(collector, [operator(once)], { certificateDays: 90 }), []);
        });

        it("refuses seed 000's image on Docker Hub", () => {
            const end =
                "Docker Hub gets no collector since 0.123, so newer tags can't be pulled; use ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s";
            assert.deepEqual(
                messages(collector, [
                    operator(generated, { collectorImage: { repository: "otel/opentelemetry-collector-k8s" } }),
                ]),
                [
                    `opentelemetry-operator: manager.collectorImage.repository is otel/opentelemetry-collector-k8s: ${end}`,
                ],
            );
            assert.deepEqual(
                messages(collector, [make(config(), { image: "docker.io/otel/opentelemetry-collector:0.158.0" })]),
                [`otel: spec.image is docker.io/otel/opentelemetry-collector:0.158.0: ${end}`],
            );
            assert.deepEqual(
                messages(collector, [
                    make(config(), { image: "registry.example.com/otel/opentelemetry-collector:0.158.0" }),
                ]),
                [],
            );
        });
    });

    describe("daemonset", () => {
        const plugin = clusterPlugin("opentelemetry", {
            traces_endpoint: "http://otel-collector.observability.svc.cluster.local:4318/v1/traces",
        });
        const daemonset = (spec: object = {}): Object => make(config(), { mode: "daemonset", ...spec });
        const everywhere = { tolerations: [{ operator: "Exists" }] };
        const missed =
            "otel: in mode daemonset Kong reaches only the collector on its own node (internalTrafficPolicy Local), and this one does not run on every node; use mode deployment, or tolerate every taint (tolerations: [{operator: Exists}]) without nodeSelector and affinity";

        it("refuses one that Kong calls and that is not on every node, as in seed 000", () => {
            assert.deepEqual(messages(collector, [daemonset(), plugin]), [missed]);
            assert.deepEqual(messages(collector, [daemonset({ ...everywhere, nodeSelector: { a: "b" } }), plugin]), [
                missed,
            ]);
        });

        it("passes one on every node, and one that Kong does not call", () => {
            assert.deepEqual(messages(collector, [daemonset(everywhere), plugin]), []);
            assert.deepEqual(messages(collector, [daemonset()]), []);
            assert.deepEqual(messages(collector, [daemonset({ tolerations: "[unknown]" }), plugin]), []);
        });
    });
});
