import assert from "node:assert/strict";
import { accessLine } from "../../../components/gateway/plugins/accessLog/plugin";
import * as pulumi from "@pulumi/pulumi";
import { type ChartName, chartPin, factsOf } from "../../../charts";
import program from "../../../index";
import { record } from "../../../tools/plan/recorder";
import { readStackConfig } from "../../../tools/plan/stackFile";
import { root } from "../../../tools/plan/evaluate";
import { textsIn } from "../../../tools/plan/values";
import { isComponent } from "../../../policy/library/resource";
import { wiring } from "../../../policy/library/wiring/wires";
import {
    datasourcesOf,
    ofType,
    globalPluginOf,
    monitorTypes,
    planOf,
    proxiesOf,
    releaseType,
    stackFiles,
    valuesOf,
} from "./stacks";

/** Leaves of chart values that cannot be known before the first `up`, and are none of them secret. */
const unknownValues = [
    /^values(\.controller|\.gateway)?\.podAnnotations\["kong-observability\/(cluster|admin)-certificate"\]$/,
    /^values\.deployment\.userDefinedVolumes\[0\]\.secret\.secretName$/,
    /^values\.env\.pg_host$/,
    /^values\.loki\.storage\.bucketNames\.chunks$/,
    /^values\.tempo\.storage\.trace\.s3\.bucket$/,
    /^values\.vpcId$/,
];

const passwordPath = ({ path }: { path: readonly string[] }): string => ["values", ...path].join(".");

/** What providers would compute in an `up`. */
function computed(type: string): Record<string, unknown> {
    const outputs: Record<string, Record<string, unknown>> = {
        [releaseType]: { status: { namespace: "kong", name: "kong", status: "deployed" } },
        "kubernetes:core/v1:Service": {
            status: { loadBalancer: { ingress: [{ hostname: "nlb.example.com" }] } },
            spec: { ports: [{ nodePort: 32080 }] },
        },
        "tls:index/selfSignedCert:SelfSignedCert": {
            certPem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        },
        "tls:index/locallySignedCert:LocallySignedCert": {
            certPem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        },
        "aws:rds/instance:Instance": { resourceId: "db-ABC", address: "db.example.com" },
        "tls:index/privateKey:PrivateKey": { privateKeyPem: "key" },
        "random:index/randomPassword:RandomPassword": { result: "password" },
    };
    return outputs[type] ?? {};
}

/** Kinds whose whole purpose is a secret. */
const secretTypes = [
    "kubernetes:core/v1:Secret",
    "kubernetes:configuration.konghq.com/v1alpha1:KongLicense",
    "pulumi:providers:kubernetes",
];

for (const stack of Object.keys(stackFiles)) {
    describe(`the plan of ${stack}`, () => {
        it("puts no secret into chart values, unless a chart takes none otherwise, ConfigMaps or custom resources", async () => {
            const { resources } = await planOf(stack);
            for (const { type, name, secrets, unknowns, inputs } of resources) {
                const given =
                    type === releaseType ? factsOf(inputs.chart as ChartName, "passwords").map(passwordPath) : [];
                if (type === releaseType) {
                    for (const path of unknowns) {
                        assert.ok(
                            given.includes(path) || unknownValues.some((allowed) => allowed.test(path)),
                            `${name}: ${path}`,
                        );
                    }
                }
                if (!secretTypes.includes(type) && type.startsWith("kubernetes:")) {
                    assert.deepEqual(
                        secrets.filter((path) => !given.includes(path)),
                        [],
                        name,
                    );
                    const masked = [...textsIn(inputs)].filter(({ text }) => text.includes("[secret]"));
                    assert.deepEqual(
                        masked.filter(({ path }) => !given.includes(path)),
                        [],
                        name,
                    );
                }
            }
        });

        it("asks Tempo's span metrics for requests, never for every span", async () => {
            const { resources } = await planOf(stack);
            // What telemetry costs is a matter of every span.
            const asking = resources.filter(({ name }) => name !== "cost-dashboard");
            const texts = asking.flatMap(({ inputs }) => [...textsIn(inputs)].map(({ text }) => text));
            const selectors = texts.flatMap((text) => text.match(/traces_spanmetrics_\w+[^)[]*/g) ?? []);
            assert.ok(selectors.length >= 4, `${selectors.length} queries`);
            for (const selector of selectors) {
                assert.match(selector, /span_kind=\\?"SPAN_KIND_SERVER/);
            }
        });

        it("gives every resource a parent, a name of its component's, and the cluster's provider", async () => {
            const { resources } = await planOf(stack);
            const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
            const [provider] = resources.filter(({ type }) => type === "pulumi:providers:kubernetes");
            for (const { urn, type, name, parent, provider: used } of resources) {
                const above = byUrn.get(parent ?? "");
                assert.ok(above !== undefined || type === "pulumi:pulumi:Stack", urn);
                if (above !== undefined && isComponent(above.type)) {
                    assert.ok(name === above.name || name.startsWith(`${above.name}-`), `${name} in ${above.name}`);
                }
                if (type.startsWith("kubernetes:")) {
                    assert.equal(used, provider?.urn, urn);
                }
            }
        });

        it("creates nothing only once something is known", async () => {
            const planned = await planOf(stack);
            const { project, values, secretKeys } = readStackConfig(root, stackFiles[stack]!);
            // An `up` reads the licence; any that is valid will do.
            const licence = JSON.stringify({
                license: { payload: { license_expiration_date: "2999-01-01" }, signature: "x" },
            });
            pulumi.runtime.setAllConfig(
                { ...values, ...(values[`${project}:kongLicense`] && { [`${project}:kongLicense`]: licence }) },
                secretKeys,
            );
            const up = await record(async () => ({ ...(await program()) }), {
                project,
                stack,
                preview: false,
                computed,
            });
            assert.deepEqual(
                up.resources.map(({ urn }) => urn),
                planned.resources.map(({ urn }) => urn),
            );
        });

        it("resolves every address to a Service and port that a component serves", async () => {
            const wires = wiring((await planOf(stack)).resources);
            assert.ok(wires.length >= 9);
            assert.deepEqual(
                wires.filter(({ to }) => to === undefined),
                [],
            );
        });

        it("installs the pinned version of every chart, by a fixed release name", async () => {
            const releases = ofType(await planOf(stack), releaseType);
            assert.ok(releases.length >= 5);
            for (const { inputs, name } of releases) {
                const chart = String(inputs.chart).split("/").at(-1) as ChartName;
                assert.equal(inputs.version, chartPin(chart).version, name);
                assert.equal(typeof inputs.name, "string", name);
            }
        });

        it("has exactly one default datasource, and correlations between those there are", async () => {
            const datasources = datasourcesOf(await planOf(stack));
            const uids = datasources.map(({ uid }) => String(uid));
            assert.deepEqual(
                datasources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid),
                ["prometheus"],
            );
            const { datasources: known } = (await planOf(stack)).outputs.values as { datasources: object };
            // Beside them there may be workspaces in AWS and the stack's own, which are elsewhere.
            assert.deepEqual(
                Object.keys(known).filter((uid) => !uids.includes(uid)),
                [],
            );
            const references = [...textsIn(datasources)].filter(({ path }) => path.endsWith("datasourceUid"));
            assert.ok(references.length >= 3);
            for (const { path, text } of references) {
                assert.ok(uids.includes(text), `${path}: ${text}`);
            }
            const grafana = valuesOf(await planOf(stack), "metrics-kube-prometheus-stack").grafana;
            assert.equal(grafana.datasources, undefined);
            assert.equal(grafana.sidecar.datasources.defaultDatasourceEnabled, false);
        });

        it("labels every monitor and rule as Prometheus selects them, and selects them all anyway", async () => {
            const planned = await planOf(stack);
            const own = planned.resources.filter(({ type }) => monitorTypes.includes(type));
            assert.ok(own.length >= 2);
            for (const { name, inputs } of own) {
                assert.equal(
                    (inputs.metadata as { labels: Record<string, string> }).labels.release,
                    "kube-prometheus-stack",
                    name,
                );
            }
            const { prometheusSpec } = valuesOf(planned, "metrics-kube-prometheus-stack").prometheus;
            for (const kind of ["serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig"]) {
                assert.equal(prometheusSpec[`${kind}SelectorNilUsesHelmValues`], false);
            }
        });

        /** Data planes alone have the plugins of their control plane's stack. */
        const pluginsElsewhere = stack === "remote-data-planes";

        it("samples alike in plugin and data planes, and switches instrumentation on", async () => {
            const planned = await planOf(stack);
            const rate = pluginsElsewhere ? "1" : String(globalPluginOf(planned, "opentelemetry").sampling_rate);
            const proxies = proxiesOf(planned);
            assert.ok(proxies.length >= 1);
            for (const { values } of proxies) {
                const { env } = values;
                assert.equal(env.tracing_instrumentations, "request,balancer");
                assert.equal(env.tracing_sampling_rate, rate);
                assert.equal(env.database ?? "off", "off");
            }
        });

        it("writes one access line for each request, without headers, where something reads it", async () => {
            const planned = await planOf(stack);
            if (!pluginsElsewhere) {
                const { log } = globalPluginOf(planned, "pre-function") as { log: string[] };
                assert.deepEqual(log, [accessLine({ enabled: true, queryString: false })]);
            }
            for (const { values } of proxiesOf(planned)) {
                const { proxy_access_log: log, nginx_http_log_format: formats, nginx_proxy_set: set } = values.env;
                const [file, format, condition] = (log ?? "").split(" ");
                assert.equal(file, "/dev/stdout");
                assert.ok(formats?.startsWith(`${format} escape=none '${condition?.replace("if=", "")}'`), formats);
                assert.ok(set?.startsWith(`${condition?.replace("if=", "")} ''`), set);
            }
            const promtail = ofType(planned, releaseType).some(
                ({ inputs }) => (inputs.values as { promtail?: { enabled: boolean } }).promtail?.enabled === true,
            );
            const agent = planned.resources.find(
                ({ type, name }) => type.endsWith(":OpenTelemetryCollector") && name === "collector-agent",
            );
            assert.equal(agent === undefined, promtail);
            const [{ receivers } = { receivers: undefined }] =
                agent === undefined
                    ? []
                    : [(agent.inputs.spec as { config: { receivers: { file_log: { include: string[] } } } }).config];
            assert.deepEqual(receivers?.file_log.include, promtail ? undefined : ["/var/log/pods/kong_*/proxy/*.log"]);
        });

        it("keeps the Admin API and Kong Manager inside the cluster", async () => {
            for (const { inputs, name } of ofType(await planOf(stack), releaseType).filter(({ inputs }) =>
                /(^|\/)(kong|ingress)$/.test(String(inputs.chart)),
            )) {
                const all = inputs.values as Record<string, { enabled: boolean; type?: string }>;
                const values = (all.gateway ?? all) as typeof all;
                for (const service of ["admin", "manager", "portal", "portalapi", "cluster", "clustertelemetry"]) {
                    assert.ok(!values[service]?.enabled || values[service].type === "ClusterIP", `${name} ${service}`);
                }
            }
        });
    });
}
