import assert from "node:assert/strict";
import { schema, secrets } from "../../settings/schema";
import { chartNames } from "../../charts";
import { check, lines, problems, valid } from "./helpers";

const kong = valid.kong as Record<string, unknown>;

describe("settings", () => {
    it("take a valid configuration", () => {
        assert.deepEqual(check().problems, []);
    });

    it("fill in every default", () => {
        const { settings, problems: none } = check({
            sampling: undefined,
            logs: {},
            kong: {},
            gateway: undefined,
            traces: { volumeSize: "5Gi" },
            kongLicense: undefined,
        });
        assert.deepEqual(none, []);
        assert.deepEqual(settings.sampling, {
            strategy: "head",
            rate: 1,
            spans: "request-and-balancer",
            trustCallers: false,
        });
        assert.equal(settings.logs?.chart, "loki");
        assert.equal(settings.logs.retention, "168h");
        assert.deepEqual(settings.traces, {
            destinations: [{ kind: "in-cluster" }],
            instrumentation: [],
            storage: { kind: "volume" },
            retention: "72h",
            volumeSize: "5Gi",
            resources: { requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "2Gi" } },
        });
        assert.ok(settings.kong?.topology === "hybrid");
        assert.equal(settings.kong.edition, "open-source");
        assert.deepEqual(settings.kong.certificate, {
            mtls: "shared",
            remoteGroups: [],
            generations: {},
            validityDays: 1095,
            renewBeforeDays: 90,
        });
        assert.deepEqual(settings.kong.database, {
            kind: "cloudnativepg",
            instances: 1,
            volumeSize: "10Gi",
            operator: "install",
        });
        assert.deepEqual(settings.kong.dataPlanes[0]?.proxy, {
            type: "LoadBalancer",
            scheme: "internet-facing",
            annotations: {},
        });
        assert.equal(settings.gateway?.selectTag, "kong-observability");
    });

    it("hand on durations as Go reads them", () => {
        assert.equal(
            check({ metrics: { retention: "2w", scrapeInterval: "90s", evaluationInterval: "5m" } }).settings.metrics
                ?.retention,
            "336h",
        );
        assert.equal(check({ metrics: { scrapeInterval: "90s" } }).settings.metrics?.scrapeInterval, "90s");
        assert.equal(check({ metrics: { scrapeInterval: "120s" } }).settings.metrics?.scrapeInterval, "2m");
    });

    it("report every problem at once", () => {
        const found = problems({
            sampling: { strategy: "head", rate: 7 },
            collector: { replicas: 0 },
            kong: { ...kong, edition: "free" },
            unheard: 1,
        });
        assert.deepEqual(found.sort(), [
            "p:collector.replicas: got 0; allowed: at least 1",
            'p:kong.edition: got "free"; allowed: open-source, enterprise',
            "p:sampling.rate: got 7; allowed: 0 to 1",
            `p:unheard: unknown key; allowed: ${[...Object.keys(schema), ...Object.keys(secrets), "credentials"].join(", ")}`,
        ]);
    });

    const wrong: [string, Record<string, unknown>, string][] = [
        ["a misspelt top-level key", { metrisc: {} }, 'p:metrisc: unknown key, did you mean "metrics"?'],
        [
            "a misspelt nested key",
            { metrics: { retenton: "1d" } },
            'p:metrics.retenton: unknown key, did you mean "retention"?',
        ],
        [
            "a misspelt key of a union's member",
            { cluster: { kind: "kubeconfig", contxt: "kind" } },
            'p:cluster.contxt: unknown key, did you mean "context"?',
        ],
        [
            "a key of another member",
            { cluster: { kind: "kubeconfig", network: {} }, kong: { ...kong } },
            "p:cluster.network: unknown key; allowed: kind, path, context, storageClass, loadBalancers",
        ],
        ["a wrong type", { collector: { replicas: "two" } }, 'p:collector.replicas: got "two"; allowed: a number'],
        [
            "no object",
            { kong: "hybrid" },
            'p:kong: got "hybrid"; allowed: an object with topology: hybrid, ingress-controller, data-planes or none',
        ],
        ["a fraction", { collector: { replicas: 1.5 } }, "p:collector.replicas: got 1.5; allowed: a whole number"],
        [
            "a missing required key",
            { cluster: undefined },
            "p:cluster: missing; allowed: an object with kind: eks, kubeconfig, existing-eks or stack",
        ],
        [
            "an empty object, as Pulumi.yaml's default gives",
            { cluster: {} },
            "p:cluster.kind: missing; allowed: eks, kubeconfig, existing-eks, stack",
        ],
        [
            "an unknown kind",
            { cluster: { kind: "gke" } },
            'p:cluster.kind: got "gke"; allowed: eks, kubeconfig, existing-eks, stack',
        ],
        [
            "an unknown deployment of logs",
            { logs: { chart: "promtail" } },
            'p:logs.chart: got "promtail"; allowed: loki, loki-stack',
        ],
        [
            "no duration",
            { traces: { retention: "3 days" } },
            'p:traces.retention: got "3 days"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w',
        ],
        [
            "too short a retention for Loki",
            { logs: { chart: "loki", retention: "1h" } },
            "p:logs.retention: got 1h; allowed: at least 24h, Loki refuses less",
        ],
        [
            "no size",
            { traces: { volumeSize: "10GB" } },
            'p:traces.volumeSize: got "10GB"; allowed: a size such as 512Mi or 20Gi',
        ],
        [
            "Slack without its address",
            { slackWebhookUrl: undefined },
            "p:slackWebhookUrl: missing; metrics.slack is set: npx pulumi config set --secret slackWebhookUrl",
        ],
        [
            "nodes that could not join",
            { cluster: { kind: "eks", endpoint: { private: false, publicCidrs: ["203.0.113.0/24"] } } },
            'p:cluster.endpoint.private: got false; allowed: true, or false with publicCidrs ["0.0.0.0/0"], otherwise the nodes cannot reach the Kubernetes API and never join',
        ],
        [
            "no address range",
            { cluster: { kind: "eks", endpoint: { publicCidrs: ["203.0.113.1"] } } },
            'p:cluster.endpoint.publicCidrs[0]: got "203.0.113.1"; allowed: an IPv4 range such as 203.0.113.7/32, which is one address',
        ],
        [
            "a zone twice",
            { cluster: { kind: "eks", network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1a"] } } },
            'p:cluster.network.zones[2]: got "eu-central-1a" twice; allowed: each zone once',
        ],
        [
            "a zone of another region",
            { cluster: { kind: "eks", network: { zones: ["eu-central-1a", "eu-west-1b", "eu-central-1c"] } } },
            'p:cluster.network.zones[1]: got "eu-west-1b"; allowed: zones of aws:region (eu-central-1)',
        ],
        [
            "less memory than is asked for",
            { collector: { resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "512Mi" } } } },
            'p:collector.resources: got {"requests":{"cpu":"1","memory":"2Gi"},"limits":{"memory"...; allowed: a memory limit that is no less than the request',
        ],
        [
            "overrides of a chart that is not ours",
            { chartOverrides: { nginx: {} } },
            `p:chartOverrides.nginx: unknown key; allowed: ${chartNames.join(", ")}`,
        ],
        [
            "a registry that is neither text nor object",
            { registry: { images: 5 } },
            "p:registry.images: got 5; allowed: a registry such as registry.example.com:5000/mirror, without https://, or an object with docker.io, ghcr.io, public.ecr.aws, quay.io, registry.k8s.io",
        ],
        [
            "an ARN that is none",
            { cluster: { kind: "eks", admins: ["me"] } },
            'p:cluster.admins[0]: got "me"; allowed: the ARN of an IAM role or user',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [expected]);
        });
    }

    it("take an empty text for one that is not set where Pulumi.yaml declares it so, and nowhere else", () => {
        assert.deepEqual(problems({ protect: "", sample: "" }), []);
        assert.deepEqual(problems({ metrics: "", sampling: "" }), [
            'p:sampling: got ""; allowed: an object with strategy: head',
            'p:metrics: got ""; allowed: an object with scrapeInterval, evaluationInterval, retention, replicas, volumeSize, resources, grafana, slack, runbookBaseUrl, serviceMonitors, podMonitors, destinations',
        ]);
    });

    it("refuse the name of a stack that AWS would refuse in the names made of it", () => {
        const { problems: found } = check({}, undefined, { stack: "PR_12" });
        assert.deepEqual(lines(found), [
            'stack: got "PR_12"; allowed with cluster.kind eks: lower-case letters, digits and dashes, since AWS allows nothing else in the names (p-PR_12) made of it',
        ]);
        assert.deepEqual(check({ cluster: { kind: "kubeconfig" } }, undefined, { stack: "PR_12" }).problems, []);
    });

    it("need a region for EKS, and only for EKS", () => {
        const message = "aws:region: missing; cluster.kind is eks: npx pulumi config set aws:region eu-central-1";
        assert.deepEqual(lines(check({}, null).problems), [message]);
        assert.deepEqual(check({ cluster: { kind: "kubeconfig" } }, null).problems, []);
    });
});
