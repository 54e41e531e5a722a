import assert from "node:assert/strict";
import { adminSurface } from "../../../../policy/rules/adminSurface/rule";
import { kubernetes, messages, release } from "../../helpers";
import { closed, type Resource } from "./made";

const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
const certificate = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";
const internal = { [scheme]: "internal" };

const controlPlane = (mode: string | undefined, values: object = {}): Resource =>
    release(
        "kong",
        { env: { role: "control_plane", cluster_mtls: mode }, ...closed, ...values },
        { name: "kong-cp", releaseName: "kong-cp", namespace: "kong" },
    );

const front = (annotations: object, ports: number[] = [8005, 8006], type = "LoadBalancer"): Resource =>
    kubernetes("v1", "Service", "front", {
        metadata: { name: "front", namespace: "kong", annotations },
        spec: {
            type,
            selector: { "app.kubernetes.io/name": "kong", "app.kubernetes.io/instance": "kong-cp" },
            ports: ports.map((port) => ({ port, targetPort: port })),
        },
    });

const found = (...resources: Resource[]): string[] => messages(adminSurface, resources);
const refused = (port: number, why: string, type = "LoadBalancer"): string =>
    `front: spec.type is ${type}, and port ${port} of Kong must not be reachable from outside; set it to ClusterIP, or leave the port out${why}`;

const outward = ": only an internal load balancer may lead there (kong.controlPlane.expose)";
const shared =
    ": kong-cp has env.cluster_mtls shared: a data plane's certificate is the control plane's, and is revoked only with all others; set it to pki";

describe("policy admin-surface, the cluster's ports", () => {
    it("may be reached through an internal load balancer with a certificate for each data plane", () => {
        assert.deepEqual(found(controlPlane("pki"), front(internal)), []);
        assert.deepEqual(found(controlPlane("[unknown]"), front(internal)), []);
        const azure = { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" };
        const gke = { "networking.gke.io/load-balancer-type": "Internal" };
        assert.deepEqual(found(controlPlane("pki"), front(azure)), []);
        assert.deepEqual(found(controlPlane("pki"), front(gke)), []);
    });

    it("are never public, nor on node ports", () => {
        const both = [8005, 8006].map((port) => refused(port, outward));
        assert.deepEqual(found(controlPlane("pki"), front({})), both);
        assert.deepEqual(found(controlPlane("pki"), front({ [scheme]: "internet-facing" })), both);
        assert.deepEqual(found(controlPlane("pki"), front(internal, [8005], "NodePort")), [
            refused(8005, outward, "NodePort"),
        ]);
    });

    it("are not shared with the Admin API", () => {
        assert.deepEqual(found(controlPlane("pki"), front(internal, [8005, 8001, 8444])), [
            refused(8001, ""),
            refused(8444, ""),
        ]);
    });

    it("are not given away with a shared certificate, which is Kong's default", () => {
        for (const mode of ["shared", undefined]) {
            assert.deepEqual(found(controlPlane(mode), front(internal, [8005])), [refused(8005, shared)]);
        }
    });

    it("keep their TLS", () => {
        assert.deepEqual(found(controlPlane("pki"), front({ ...internal, [certificate]: "arn:…" }, [8005])), [
            refused(
                8005,
                `: ${certificate} ends TLS at the load balancer, which then shows Kong no data plane's certificate; leave it out`,
            ),
        ]);
    });

    it("are judged alike as the chart's own Service", () => {
        const own = (mode: string, annotations: object): Resource =>
            controlPlane(mode, {
                cluster: { enabled: true, tls: { enabled: true }, type: "LoadBalancer", annotations },
            });
        const message = "kong-cp: cluster.type is LoadBalancer; set it to ClusterIP, or cluster.enabled to false";
        assert.deepEqual(found(own("pki", internal)), []);
        assert.deepEqual(found(own("shared", internal)), [`${message}${shared}`]);
        assert.deepEqual(found(own("pki", {})), [`${message}${outward}`]);
    });
});
