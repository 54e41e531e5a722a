import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMandatory, type PackConfig } from "../../policy/judge";
import { wiring } from "../../policy/library/wiring/wires";
import { rules } from "../../policy/rules";
import { type Plan, root } from "../../tools/plan/evaluate";
import type { PlannedResource } from "../../tools/plan/recorder";
import { verdicts } from "../policy/helpers";
import {
    collectorType,
    datasourcesOf,
    deckFileOf,
    find,
    globalPluginOf,
    ofType,
    planOf,
    postFiles,
    proxiesOf,
    releaseType,
    rulesOf,
    valuesOf,
} from "../tools/plan/stacks";

const folder = "docs/coming-from";
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** What a page calls a setting: `a.b`, `a[].b`, where `a` is a key of stack files. */
const setting =
    /`((?:access|alerts|cluster|collector|gateway|kong|logs|metrics|probes|traces)(?:\.\w+(?:\[\])?)+)[:`]/g;

for (const page of readdirSync(path.join(root, folder))) {
    const number = page.replace(".md", "");
    const name = path.basename(postFiles[`post-${number}`] ?? "", ".yaml");

    describe(`${folder}/${page}`, () => {
        const text = read(`${folder}/${page}`);

        it("names only settings that there are", () => {
            const known = read("docs/configuration.md");
            const named = [...text.matchAll(setting)].map(([, name = ""]) => name);
            assert.ok(named.length > 5);
            assert.deepEqual(
                named.filter((name) => !known.includes(`| \`${name}\` |`)),
                [],
            );
        });

        it("has a stack file, which is planned without a mandatory violation by the policies beside it", async () => {
            const config = JSON.parse(read(`examples/${name}.json`)) as PackConfig;
            const planned = await planOf(`post-${number}`);
            assert.deepEqual(verdicts(rules, planned, config).filter(isMandatory), []);
            assert.deepEqual(
                wiring(planned.resources).filter(({ to }) => to === undefined),
                [],
            );
        });

        it("says how to plan and to deploy it", () => {
            const stack = name.replace(`${number}-`, "");
            for (const line of [
                `npm run plan -- ${stack} --config-file examples/${name}.yaml --policy-config examples/${name}.json`,
                `npx pulumi stack init ${stack}`,
                `npx pulumi up --policy-pack policy --policy-pack-config policy/config/${stack}.json`,
            ]) {
                assert.ok(text.includes(`${line}\n`), line);
            }
        });
    });
}

it("each example has a page, and the README leads to it", () => {
    for (const name of Object.keys(postFiles)) {
        assert.ok(read("README.md").includes(`(${folder}/${name.replace("post-", "")}.md)`), name);
    }
});

describe("the stack file of docs/coming-from/000.md", () => {
    let post: Plan;
    before(async () => {
        post = await planOf("post-000");
    });

    it("has the post's intervals, dashboards and datasources", () => {
        const { prometheus, grafana } = valuesOf(post, "metrics-kube-prometheus-stack");
        const { scrapeInterval, evaluationInterval } = prometheus.prometheusSpec;
        assert.deepEqual([scrapeInterval, evaluationInterval], ["10s", "30s"]);
        const downloads = Object.values<{ gnetId: number; revision: number }>(
            Object.assign({}, ...Object.values<object>(grafana.dashboards)),
        );
        assert.deepEqual(downloads.map(({ gnetId, revision }) => `${gnetId} ${revision}`).sort(), [
            "15662 1",
            "7424 11",
        ]);
        const uids = datasourcesOf(post).map(({ uid }) => uid);
        assert.deepEqual(uids.sort(), ["alertmanager", "loki", "prometheus", "tempo"]);
    });

    it("traces every request with all its spans, at the collector's address that the post has", () => {
        const [{ values } = { values: { env: {} as Record<string, string> } }] = proxiesOf(post);
        assert.deepEqual([values.env.tracing_instrumentations, Number(values.env.tracing_sampling_rate)], ["all", 1]);
        const { traces_endpoint, resource_attributes } = globalPluginOf(post, "opentelemetry");
        assert.equal(traces_endpoint, "http://opentelemetry-collector.observability.svc:4318/v1/traces");
        assert.deepEqual(resource_attributes, { "service.name": "kong" });
    });

    it("has the Gateway and the route of the post", () => {
        const objects = (kind: string): PlannedResource[] =>
            ofType(post, `kubernetes:gateway.networking.k8s.io/v1:${kind}`);
        assert.ok(JSON.stringify(objects("GatewayClass")).includes("konghq.com/kic-gateway-controller"));
        assert.ok(JSON.stringify(objects("Gateway")).includes('"name":"proxy","port":80'));
        assert.ok(JSON.stringify(objects("HTTPRoute")).includes('"/echo"'));
    });
});

describe("the stack file of docs/coming-from/001.md", () => {
    let post: Plan;
    before(async () => {
        post = await planOf("post-001");
    });

    it("has the post's releases, node ports and pods", () => {
        const releases = ofType(post, releaseType).map(
            ({ inputs }) => `${String(inputs.namespace)}/${String(inputs.name)}`,
        );
        assert.ok(
            ["monitoring/prometheus", "kong/gateway"].every((name) => releases.includes(name)),
            releases.join(),
        );
        const { gateway } = valuesOf(post, "kong");
        assert.deepEqual(
            [gateway.replicaCount, gateway.proxy.type, gateway.proxy.http.nodePort, gateway.proxy.tls.nodePort],
            [2, "NodePort", 32080, 32443],
        );
        assert.equal(valuesOf(post, "metrics-kube-prometheus-stack").prometheus.prometheusSpec.retention, "240h");
    });

    it("leads the three hosts to the three pages, and scrapes Ambassador", () => {
        const { access } = post.outputs.values as { access: Record<string, { url: string }> };
        assert.deepEqual(
            Object.values(access).map(({ url }) => url),
            ["alert", "grafana", "prom"].map((host) => `https://${host}.twingao.com:32443`),
        );
        const { inputs } = find(
            post,
            "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
            "metrics-monitors-service-ambassador-monitor",
        );
        const spec = JSON.stringify(inputs.spec);
        assert.ok(['"service":"ambassador-admin"', '"port":"ambassador-admin"'].every((text) => spec.includes(text)));
    });
});

describe("the stack file of docs/coming-from/002.md", () => {
    let post: Plan;
    before(async () => {
        post = await planOf("post-002");
    });

    it("sends spans and samples to the agent, beside Tempo and Prometheus", () => {
        const agent = "http://deepflow-agent.monitoring.svc:80/api/v1";
        const { remoteWrite } = valuesOf(post, "metrics-kube-prometheus-stack").prometheus.prometheusSpec;
        assert.deepEqual(
            (remoteWrite as { url: string }[]).map(({ url }) => url),
            [`${agent}/prometheus`],
        );
        const collector = JSON.stringify(find(post, collectorType, "collector").inputs);
        assert.ok([`${agent}/otel/trace`, "tempo.monitoring.svc:4317"].every((address) => collector.includes(address)));
    });

    it("shows Kong's dashboard by DeepFlow's datasource, and leads the post's path to the web shop", () => {
        const { grafana } = valuesOf(post, "metrics-kube-prometheus-stack");
        assert.ok(JSON.stringify(grafana.dashboards).includes('{"name":"DS_PROMETHEUS","value":"deepflow"}'));
        assert.ok(datasourcesOf(post).some(({ uid }) => uid === "deepflow"));
        const { metadata, spec } = find(
            post,
            "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
            "kong-ingress-httproute-web-shop",
        ).inputs as { metadata: { annotations: Record<string, string> }; spec: object };
        assert.equal(metadata.annotations["konghq.com/strip-path"], "false");
        assert.ok(['"/shop/full-test"', '"port":8090'].every((part) => JSON.stringify(spec).includes(part)));
    });
});

describe("the stack file of docs/coming-from/003.md", () => {
    let post: Plan;
    before(async () => {
        post = await planOf("post-003");
    });

    it("has no Helm release, and the post's two Applications with what belongs to each at the top of its values", () => {
        assert.deepEqual(ofType(post, releaseType), []);
        type Node = { env: Record<string, unknown>; enterprise: object; admin: { type?: string }; proxy: object };
        const [cp, dp] = ["kong-cp", "kong-dp"].map((name) => {
            const { inputs } = find(post, "kubernetes:argoproj.io/v1alpha1:Application", name);
            const { source } = inputs.spec as { source: { helm: { releaseName: string; valuesObject: Node } } };
            assert.equal(source.helm.releaseName, name);
            return source.helm.valuesObject;
        }) as [Node, Node];
        const licence = { enabled: true, license_secret: "kong-enterprise-license" };
        for (const { enterprise } of [cp, dp]) {
            assert.deepEqual({ ...enterprise, ...licence }, enterprise);
        }
        assert.deepEqual([cp.env.role, dp.env.role, dp.env.database], ["control_plane", "data_plane", "off"]);
        assert.equal(cp.admin.type, "ClusterIP");
        assert.ok(!JSON.stringify(post.resources).includes("demo123"));
    });

    it("has the service and the route that the post makes by hand", () => {
        assert.ok(JSON.stringify(deckFileOf(post).services).includes('"/mock"'));
    });
});

describe("the stack file of docs/coming-from/004.md", () => {
    let post: Plan;
    before(async () => {
        post = await planOf("post-004");
    });

    it("has what the post has: pairs, the demo service and its monitors, lines with their fields, Loki on S3", () => {
        const { prometheus, alertmanager } = valuesOf(post, "metrics-kube-prometheus-stack");
        assert.deepEqual([prometheus.prometheusSpec.replicas, alertmanager.alertmanagerSpec.replicas], [2, 2]);
        const { spec } = find(
            post,
            "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
            "metrics-monitors-service-my-service",
        ).inputs as {
            spec: object;
        };
        assert.deepEqual(spec, {
            selector: { matchLabels: { app: "my-service" } },
            namespaceSelector: { matchNames: ["default"] },
            endpoints: [{ port: "http", path: "/metrics", scheme: "http", interval: "30s" }],
        });
        assert.equal(valuesOf(post, "logs-loki").loki.storage.type, "s3");
        const agent = JSON.stringify(
            find(post, "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", "collector-agent").inputs,
        );
        for (const field of ["dt", "id", "url", "method"]) {
            assert.ok(agent.includes(`log.attributes[\\"${field}\\"]`), field);
        }
    });

    it("tells Slack of errors that applications log, and of nothing that is less than critical", () => {
        const [alert, ...more] = rulesOf(post).filter((rule) => rule.alert === "ApplicationError");
        assert.deepEqual(more, []);
        assert.equal((alert as unknown as { labels: { severity: string } }).labels.severity, "critical");
        const { route, receivers } = valuesOf(post, "metrics-kube-prometheus-stack").alertmanager.config;
        assert.deepEqual(route.group_by, ["namespace"]);
        assert.deepEqual([route.group_wait, route.group_interval, route.repeat_interval], ["30s", "5m", "12h"]);
        assert.ok(JSON.stringify(route.routes).includes("slack_notifications"));
        assert.ok(!JSON.stringify(receivers).includes("hooks.slack.com"));
        assert.deepEqual(
            ofType(post, "kubernetes:core/v1:Secret").filter(({ name }) => name === "alertmanager-main"),
            [],
        );
    });
});
