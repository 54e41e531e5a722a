import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { root } from "../../../tools/plan/evaluate";
import { textsIn } from "../../../tools/plan/values";
import { wiring } from "../../../policy/library/wiring/wires";
import type { Plan } from "../../../tools/plan/evaluate";
import {
    collectorType,
    datasourcesOf,
    deckFileOf,
    find,
    ofType,
    planOf,
    planWith,
    releaseType,
    valuesOf,
} from "./stacks";

describe("stack dev", () => {
    it("is wired as the design draws it", async () => {
        const wires = new Set(
            wiring((await planOf("dev")).resources).map(
                ({ from, to, address }) => `${from} → ${String(to)} ${address}`,
            ),
        );
        assert.deepEqual([...wires].sort(), [
            "collector → logs http://loki.observability.svc:3100/otlp",
            "collector → traces tempo.observability.svc:4317",
            "collector-agent → collector http://opentelemetry-collector.observability.svc:4319",
            "collector-agent → metrics http://kube-prometheus-stack-prometheus.observability.svc:9090/api/v1/otlp",
            "collector-events → collector http://opentelemetry-collector.observability.svc:4319",
            "datasources → logs http://loki.observability.svc:3100",
            "datasources → metrics http://kube-prometheus-stack-alertmanager.observability.svc:9093",
            "datasources → metrics http://kube-prometheus-stack-prometheus.observability.svc:9090",
            "datasources → traces http://tempo.observability.svc:3200",
            "kong-cp → kong-database kong-db-rw.kong.svc",
            "kong-dp → kong-cp kong-cp-kong-cluster.kong.svc:8005",
            "kong-gateway → collector http://opentelemetry-collector.observability.svc:4318/v1/logs",
            "kong-gateway → collector http://opentelemetry-collector.observability.svc:4318/v1/traces",
            "kong-gateway → kong-cp http://kong-cp-kong-admin.kong.svc:8001",
            "kong-gateway → sample http://demo-service.sample.svc:18080",
            "kong-gateway → sample http://echo.sample.svc:1027",
            "traces → metrics http://kube-prometheus-stack-prometheus.observability.svc:9090/api/v1/write",
        ]);
    });

    it("routes /echo and /demo to the sample and /mock to httpbin, as the posts' last steps do, and tries /echo, which needs no internet", async () => {
        const route = (name: string, path = `/${name}`): object => ({
            name,
            paths: [path],
            strip_path: true,
            preserve_host: false,
        });
        assert.deepEqual(deckFileOf(await planOf("dev")).services, [
            { name: "echo", url: "http://echo.sample.svc:1027", routes: [route("echo")] },
            {
                name: "demo-service",
                url: "http://demo-service.sample.svc:18080",
                routes: [route("demo-service", "/demo")],
            },
            { name: "mock", url: "https://httpbin.konghq.com", routes: [route("mock")] },
        ]);
        assert.deepEqual(((await planOf("dev")).outputs.values.probe as { request: object }).request, {
            path: "/echo",
        });
    });

    it("runs the sample under the strictest Pod Security Standard", async () => {
        const planned = await planOf("dev");
        assert.deepEqual(
            (find(planned, "kubernetes:core/v1:Namespace", "sample").inputs.metadata as { labels: object }).labels,
            { "pod-security.kubernetes.io/enforce": "restricted" },
        );
        for (const name of ["sample", "sample-demo"]) {
            const { spec } = find(planned, "kubernetes:apps/v1:Deployment", name).inputs as {
                spec: {
                    template: {
                        spec: { automountServiceAccountToken: boolean; containers: { securityContext: object }[] };
                    };
                };
            };
            const [only, ...others] = spec.template.spec.containers;
            assert.deepEqual(only!.securityContext, {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 65532,
                seccompProfile: { type: "RuntimeDefault" },
            });
            assert.deepEqual([others, spec.template.spec.automountServiceAccountToken], [[], false]);
        }
    });

    it("has the demo service's counters scraped by a port that its Service and pod have, and no route leads to", async () => {
        const planned = await planOf("dev");
        const { spec } = find(planned, "kubernetes:monitoring.coreos.com/v1:ServiceMonitor", "sample-demo").inputs as {
            spec: { endpoints: { port: string }[]; selector: { matchLabels: Record<string, string> } };
        };
        const service = find(planned, "kubernetes:core/v1:Service", "sample-demo").inputs as {
            metadata: { labels: Record<string, string> };
            spec: { ports: { name: string; port: number }[] };
        };
        assert.deepEqual(spec.selector.matchLabels, { app: "demo-service" });
        assert.equal(service.metadata.labels.app, "demo-service");
        assert.deepEqual(
            service.spec.ports.map(({ name, port }) => [name, port]),
            [
                ["http", 18080],
                ["metrics", 18081],
            ],
        );
        assert.deepEqual(spec.endpoints, [{ port: "metrics" }]);
    });

    it("says on screen that the open-source edition runs hybrid mode unsupported", async () => {
        assert.ok(
            (await planOf("dev")).notices.some((notice) =>
                notice.includes("hybrid mode on the enterprise edition only"),
            ),
        );
    });

    it("exports addresses that are known in the first preview", async () => {
        const { outputs } = await planOf("dev");
        assert.deepEqual(outputs.values.otlp, {
            grpc: "opentelemetry-collector.observability.svc:4317",
            http: "http://opentelemetry-collector.observability.svc:4318",
        });
        const unknown = outputs.unknowns.filter((path) => !path.startsWith("layers.cluster"));
        assert.deepEqual(unknown, ["kubeconfig", "layers.gateway.proxies.kong-dp.address", "proxies.kong-dp"]);
    });
});

describe("stack prod", () => {
    it("has no sample", async () => {
        assert.deepEqual(
            (await planOf("prod")).resources.filter(({ urn }) => /sample/i.test(urn)),
            [],
        );
    });

    it("doubles what can be doubled, with a budget and a spread", async () => {
        const planned = await planOf("prod");
        for (const [name, replicas] of [
            ["kong-cp", 2],
            ["kong-dp", 3],
        ] as const) {
            const values = valuesOf(planned, name);
            assert.equal(values.replicaCount, replicas);
            assert.deepEqual(values.podDisruptionBudget, { enabled: true, maxUnavailable: 1 });
            assert.equal(values.topologySpreadConstraints.length, 2);
        }
    });

    it("protects cluster, keys, database and buckets, in Pulumi and in AWS", async () => {
        const planned = await planOf("prod");
        assert.deepEqual(
            planned.resources
                .filter(({ protect }) => protect)
                .map(({ type, name }) => `${name} ${type}`)
                .sort(),
            [
                "cluster-eks eks:index:Cluster",
                "cluster-secrets aws:kms/key:Key",
                "kong-database aws:rds/instance:Instance",
                "logs-bucket aws:kms/key:Key",
                "logs-bucket aws:s3/bucket:Bucket",
                "traces-bucket aws:kms/key:Key",
                "traces-bucket aws:s3/bucket:Bucket",
            ],
        );
        const emptied = (plan: Plan): unknown => find(plan, "aws:s3/bucket:Bucket", "logs-bucket").inputs.forceDestroy;
        assert.deepEqual([emptied(planned), emptied(await planWith("prod", { protect: false }))], [false, true]);
        const { inputs } = find(planned, "aws:rds/instance:Instance", "kong-database");
        assert.deepEqual(
            [
                inputs.deletionProtection,
                inputs.multiAz,
                inputs.storageEncrypted,
                inputs.backupRetentionPeriod,
                inputs.publiclyAccessible,
                inputs.deleteAutomatedBackups,
            ],
            [true, true, true, 14, false, false],
        );
        assert.equal(find(planned, "eks:index:Cluster", "cluster-eks").inputs.deletionProtection, true);
    });

    it("answers Kubernetes inside the VPC, and to named addresses outside", async () => {
        const { inputs } = find(await planOf("prod"), "eks:index:Cluster", "cluster-eks");
        assert.deepEqual(
            [inputs.endpointPrivateAccess, inputs.endpointPublicAccess, inputs.publicAccessCidrs],
            [true, true, ["203.0.113.0/24"]],
        );
    });

    it("has a NAT gateway in each zone; dev has one", async () => {
        assert.equal(ofType(await planOf("prod"), "aws:ec2/natGateway:NatGateway").length, 3);
        assert.equal(ofType(await planOf("dev"), "aws:ec2/natGateway:NatGateway").length, 1);
    });

    it("requires TLS to the database and takes its password from a Secret", async () => {
        const { env } = valuesOf(await planOf("prod"), "kong-cp");
        assert.equal(env.pg_ssl, "on");
        assert.deepEqual(env.pg_password, {
            valueFrom: { secretKeyRef: { key: "password", name: "kong-database-connection-credentials" } },
        });
    });
});

describe("stack local", () => {
    it("has no resource of AWS", async () => {
        assert.deepEqual(
            (await planOf("local")).resources.filter(({ type }) => /^(aws|eks|pulumi:providers:(aws|eks))/.test(type)),
            [],
        );
    });

    it("does not even load AWS", () => {
        const script = `
            require("ts-node/register");
            const { plan } = require("./tools/plan/evaluate");
            plan("local", "Pulumi.local.yaml").then(() => process.stdout.write(Object.keys(require.cache).filter((file) => /@pulumi.(aws|eks)\\W/.test(file)).join("\\n")));`;
        assert.equal(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }), "");
    });

    it("serves on the post's node ports", async () => {
        const { proxy } = valuesOf(await planOf("local"), "kong-dp");
        assert.deepEqual([proxy.type, proxy.http.nodePort, proxy.tls.nodePort], ["NodePort", 32080, 32443]);
    });
});

describe("a stack on loki-stack", () => {
    it("without OTLP has promtail, no logs pipeline, no logs endpoint, and finds traces in lines", async () => {
        const planned = await planOf("loki-stack");
        assert.equal(valuesOf(planned, "logs-loki-stack").promtail.enabled, true);
        const { config } = find(planned, collectorType, "collector").inputs.spec as {
            config: { service: { pipelines: object } };
        };
        assert.deepEqual(Object.keys(config.service.pipelines), ["traces"]);
        assert.equal(deckFileOf(planned).plugins[0]?.config.logs_endpoint, undefined);
        assert.ok(
            planned.resources.every(({ name }) => name !== "collector-agent"),
            "promtail reads the access lines",
        );
        const [loki] = datasourcesOf(planned).filter(({ uid }) => uid === "loki");
        assert.equal(loki.jsonData.derivedFields[0].matcherType, "regex");
        assert.ok(planned.notices.some((notice) => notice.includes("loki-stack 2.10.3 is deprecated")));
    });

    it("with OTLP has a Loki 3 with schema v13 and no promtail", async () => {
        const { loki, promtail, grafana } = valuesOf(await planOf("external"), "logs-loki-stack");
        assert.match(loki.image.tag, /^3\./);
        assert.equal(loki.config.schema_config.configs[0].schema, "v13");
        assert.equal(loki.config.limits_config.allow_structured_metadata, true);
        assert.equal(promtail.enabled, false);
        assert.equal(grafana.sidecar.datasources.enabled, false);
    });
});

describe("mirrors", () => {
    it("move every chart and every image", async () => {
        const planned = await planOf("external");
        for (const { inputs, name } of ofType(planned, releaseType)) {
            assert.match(String(inputs.chart), /^oci:\/\/registry\.example\.com\/charts\//, name);
        }
        const publicRegistries = /^(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io|public\.ecr\.aws)\b/;
        const images = planned.resources
            .filter(({ type }) => type.startsWith("kubernetes:"))
            .flatMap(({ inputs }) => [...textsIn(inputs)]);
        assert.deepEqual(
            images.filter(({ text }) => publicRegistries.test(text)),
            [],
        );
        assert.ok(images.filter(({ text }) => text.startsWith("registry.example.com")).length >= 15);
    });
});

describe("stack ingress-controller", () => {
    it("gives the gateways a certificate for the name by which the controller's discovery calls each pod of their Admin Service", async () => {
        const planned = await planOf("ingress-controller");
        const { env } = (
            valuesOf(planned, "kong") as { controller: { ingressController: { env: Record<string, string> } } }
        ).controller.ingressController;
        assert.equal(env.kong_admin_tls_skip_verify, "false");
        const served = planned.resources
            .flatMap(({ inputs }) => (inputs.serves as { service: string; namespace: string }[] | undefined) ?? [])
            .find(({ service }) => service.endsWith("-admin"));
        assert.deepEqual(find(planned, "tls:index/certRequest:CertRequest", "kong-admin-gateway").inputs.dnsNames, [
            `*.${served?.service}.${served?.namespace}.svc`,
        ]);
    });
});
