import assert from "node:assert/strict";
import { problems } from "./helpers";

const cluster = { kind: "kubeconfig", loadBalancers: "eks-auto-mode" };
const hybrid = (kong: object): string[] => problems({ cluster, kong: { topology: "hybrid", ...kong } });
const remote = { mtls: "pki", remoteGroups: ["eu-west"] };

describe("certificates of Kong's cluster", () => {
    it("may differ by group, and the control plane be exposed", () => {
        assert.deepEqual(
            hybrid({
                certificate: { ...remote, generations: { "eu-west": 2, "kong-dp": 3 } },
                controlPlane: { expose: {} },
            }),
            [],
        );
        assert.deepEqual(hybrid({ certificate: { mtls: "pki" } }), []);
    });

    it("are not given away where all nodes share one", () => {
        assert.deepEqual(
            hybrid({
                certificate: { remoteGroups: ["eu-west"], generations: { "kong-dp": 2 } },
                controlPlane: { expose: {} },
            }),
            [
                'p:kong.certificate.remoteGroups: got ["eu-west"]; allowed: nothing here with certificate.mtls shared, where all nodes have one certificate',
                'p:kong.certificate.generations: got {"kong-dp":2}; allowed: nothing here with certificate.mtls shared, where all nodes have one certificate',
                "p:kong.controlPlane.expose: set; allowed: nothing here with certificate.mtls shared, since a certificate that leaves the cluster could pose as the control plane, and could be revoked only with all others; use certificate.mtls pki",
            ],
        );
    });

    it("have names that differ", () => {
        const taken = (index: number, name: string): string =>
            `p:kong.certificate.remoteGroups[${index}]: got "${name}"; allowed: a name that neither a data plane of this stack nor the control plane has`;
        assert.deepEqual(
            hybrid({
                certificate: {
                    mtls: "pki",
                    remoteGroups: ["kong-dp", "control-plane", "eu", "eu"],
                    generations: { us: 2 },
                },
                controlPlane: { expose: {} },
            }),
            [
                taken(0, "kong-dp"),
                taken(1, "control-plane"),
                'p:kong.certificate.remoteGroups[3]: got "eu"; allowed: each group once',
                "p:kong.certificate.generations.us: set; allowed: names of data planes and of certificate.remoteGroups (kong-dp, kong-dp, control-plane, eu, eu)",
            ],
        );
        assert.deepEqual(hybrid({ certificate: { mtls: "pki" }, dataPlanes: [{ name: "control-plane" }] }), [
            'p:kong.dataPlanes[0].name: got "control-plane"; allowed: any other name with certificate.mtls pki, since that is the control plane\'s',
        ]);
    });

    it("lead nowhere without a way to the control plane, which no unknown controller makes", () => {
        assert.deepEqual(hybrid({ certificate: remote }), [
            'p:kong.certificate.remoteGroups: got ["eu-west"]; allowed: groups of other clusters beside controlPlane.expose, without which they cannot reach the control plane',
        ]);
        assert.deepEqual(
            problems({
                cluster: { kind: "kubeconfig" },
                kong: {
                    certificate: remote,
                    controlPlane: { expose: {} },
                    dataPlanes: [{ name: "a", proxy: { type: "ClusterIP" } }],
                },
            }),
            [
                "p:kong.controlPlane.expose: set; allowed with cluster.kind kubeconfig together with cluster.loadBalancers, which names the load balancer controller. Otherwise no controller would know that it is internal, and the control plane could be public",
            ],
        );
    });
});
