import assert from "node:assert/strict";
import { controlPlaneValues } from "../../../../components/gateway/hybrid/controlPlaneValues";
import { dataPlaneValues } from "../../../../components/gateway/hybrid/dataPlaneValues";
import { controlPlaneNetworkPolicy } from "../../../../components/gateway/nodes/networkPolicy";
import { find, planOf, releaseType } from "../../../tools/plan/stacks";
import { controlPlane, dataPlane } from "./made";

const certificate = { secretName: "own", fingerprint: "f2", pki: { serverName: "kong.example.com" } };
const folder = "/etc/secrets/kong-cluster-certificate";

describe("cluster_mtls pki", () => {
    it("has each side trust the authorities in its own Secret", () => {
        const { env, deployment } = dataPlaneValues({ ...dataPlane, certificate });
        assert.deepEqual(
            [env.cluster_mtls, env.cluster_cert, env.cluster_cert_key, env.cluster_ca_cert],
            ["pki", `${folder}/tls.crt`, `${folder}/tls.key`, `${folder}/ca.crt`],
        );
        assert.equal(env.lua_ssl_trusted_certificate, `system,${folder}/ca.crt`);
        assert.deepEqual(deployment.userDefinedVolumes, [
            { name: "cluster-certificate", secret: { secretName: "own" } },
        ]);
        const theirs = controlPlaneValues({ ...controlPlane, certificate }).env;
        assert.deepEqual([theirs.cluster_mtls, theirs.cluster_ca_cert], ["pki", `${folder}/ca.crt`]);
        assert.ok(!("cluster_server_name" in theirs));
    });

    it("has data planes expect the control plane's name at either port, whatever address they use", () => {
        const named = dataPlaneValues({ ...dataPlane, certificate, telemetryEndpoint: "t:8006" }).env;
        assert.equal(named.cluster_server_name, "kong.example.com");
        assert.equal(named.cluster_telemetry_server_name, "kong.example.com");
        assert.ok(!("cluster_telemetry_server_name" in dataPlaneValues({ ...dataPlane, certificate }).env));
        assert.ok(!("cluster_server_name" in dataPlaneValues(dataPlane).env));
    });

    it("lets other addresses to the cluster ports alone", () => {
        const { spec } = controlPlaneNetworkPolicy({
            namespace: "kong",
            releaseName: "kong-cp",
            monitoringNamespace: "observability",
            manager: true,
            reachedFrom: ["10.0.0.0/8"],
        }) as { spec: { ingress: { from: { ipBlock?: object }[]; ports: { port: number }[] }[] } };
        const open = spec.ingress.filter(({ from }) => from.some(({ ipBlock }) => ipBlock !== undefined));
        assert.deepEqual(
            open.map(({ ports }) => ports.map(({ port }) => port)),
            [[8005, 8006]],
        );
    });

    it("puts one internal load balancer in front of both ports, and says what others need", async () => {
        const plan = await planOf("pki");
        const { spec, metadata } = find(plan, "kubernetes:core/v1:Service", "kong-cp-remote").inputs as {
            spec: { ports: { port: number }[]; loadBalancerSourceRanges: string[]; selector: object };
            metadata: { annotations: object };
        };
        assert.deepEqual(
            spec.ports.map(({ port }) => port),
            [8005, 8006],
        );
        assert.deepEqual(spec.loadBalancerSourceRanges, ["10.0.0.0/8"]);
        assert.match(JSON.stringify(metadata.annotations), /"service.beta.*-scheme":"internal"/);
        const { controlPlane, dataPlaneCertificates } = plan.outputs.values as unknown as {
            controlPlane: { remote: Record<string, string> };
            dataPlaneCertificates: string;
        };
        const { caCertificate, ...remote } = controlPlane.remote as Record<string, unknown>;
        assert.equal(caCertificate, "[unknown]");
        assert.deepEqual(remote, {
            clusterEndpoint: "kong-cluster.example.com:8005",
            telemetryEndpoint: "kong-cluster.example.com:8006",
            serverName: "kong-cluster.example.com",
            groups: ["eu-west", "us-east"],
            version: (find(plan, releaseType, "kong-cp").inputs as { values: { image: { tag: string } } }).values.image
                .tag,
        });
        assert.equal(dataPlaneCertificates, "[unknown]");
    });

    it("signs one certificate for the control plane and one for each group, each by an authority of its own", async () => {
        const { resources } = await planOf("pki");
        const names = (type: string): string[] =>
            resources.flatMap((one) => (one.type === type ? [one.name] : [])).sort();
        const groups = ["control-plane", "eu-west", "inside", "us-east"].map((group) => `kong-cluster-${group}`);
        assert.deepEqual(names("tls:index/locallySignedCert:LocallySignedCert"), groups);
        assert.deepEqual(
            names("tls:index/selfSignedCert:SelfSignedCert"),
            groups.map((group) => `${group}-authority`),
        );
        assert.deepEqual(
            names("kubernetes:core/v1:Secret").filter((name) => name.startsWith("kong-cluster")),
            ["kong-cluster-control-plane", "kong-cluster-inside"],
        );
    });
});
