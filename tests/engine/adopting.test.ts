import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { chartNames, chartPin } from "../../charts";
import { adopt, type Adoption } from "../../tools/adopt/adopt";
import type { FoundCluster } from "../../tools/adopt/cluster";
import { type Previewed, readPreview } from "../../tools/adopt/preview";
import { conclusion } from "../../tools/adopt/screen";
import { root } from "../../tools/plan/evaluate";
import type { InstalledRelease } from "./simulator/kubernetes";
import { at, type Properties } from "./simulator/properties";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

const page = readFileSync(path.join(root, "docs/adopting.md"), "utf8");

/** The settings that the page gives for a post. @param alternative of them, counted from 0 */
function settingsOf(post: string, alternative = 0): Record<string, unknown> {
    const section = page.split(`### ${post}: `)[1]?.split("\n### ")[0] ?? "";
    const [, yaml = ""] = [...section.matchAll(/```yaml\n(.*?)```/gs)][alternative] ?? [];
    return parse(yaml) as Record<string, unknown>;
}

const object = (apiVersion: string, kind: string, id: string, more: Properties = {}): Properties => {
    const [namespace, name] = id.includes("/") ? id.split("/") : [undefined, id];
    const { metadata, ...rest } = more;
    return {
        apiVersion,
        kind,
        metadata: { name, ...(namespace !== undefined && { namespace }), ...(metadata as Properties | undefined) },
        ...rest,
    };
};
const gatewayApi = "gateway.networking.k8s.io/v1";

/** What a cluster has on which somebody followed one of the posts, as far as a stack could meet it. */
interface Followed {
    /** Which of the page's settings for the post. @default the first */
    alternative?: number;
    releases: Record<string, InstalledRelease>;
    objects: Properties[];
    /** Workloads with a release's label and without Helm's record, by `NAMESPACE/RELEASE`. */
    withoutRecord?: Record<string, string[]>;
    /** What is taken over, as `Release kong/kong`. */
    taken: string[];
    /** What the page says to remove first. */
    removed: string[];
    /** What may be meant by another name. */
    hinted?: string[];
}

const chart = (name: string, version: string, values: Properties = {}): InstalledRelease => ({
    chart: name,
    version,
    values,
});
const namespace = (name: string): Properties => object("v1", "Namespace", name);

const posts: Record<string, Followed> = {
    "000": {
        releases: {
            "observability/kube-prometheus-stack": chart("kube-prometheus-stack", "73.1.0", {
                prometheus: { prometheusSpec: { scrapeInterval: "10s", evaluationInterval: "30s" } },
                grafana: { persistence: { enabled: true } },
            }),
            "observability/loki-stack": chart("loki-stack", "2.10.2", { loki: { image: { tag: "2.9.3" } } }),
            "observability/tempo": chart("tempo", "1.23.0"),
            "observability/opentelemetry-operator": chart("opentelemetry-operator", "0.90.0", {
                manager: { collectorImage: { repository: "otel/opentelemetry-collector-k8s" } },
            }),
            "kong/kong": chart("ingress", "0.20.0", { gateway: { serviceMonitor: { enabled: true } } }),
        },
        objects: [
            namespace("observability"),
            namespace("kong"),
            object(gatewayApi, "GatewayClass", "kong", {
                metadata: { annotations: { "konghq.com/gatewayclass-unmanaged": "true" } },
                spec: { controllerName: "konghq.com/kic-gateway-controller" },
            }),
            object(gatewayApi, "Gateway", "kong/kong", {
                spec: {
                    gatewayClassName: "kong",
                    listeners: [
                        { name: "proxy", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "All" } } },
                    ],
                },
            }),
        ],
        taken: [
            "Gateway kong/kong",
            "GatewayClass kong",
            "Namespace kong",
            "Namespace observability",
            "Release kong/kong",
            "Release observability/kube-prometheus-stack",
            "Release observability/loki-stack",
            "Release observability/opentelemetry-operator",
            "Release observability/tempo",
        ],
        removed: [],
    },
    "001": {
        releases: {
            "monitoring/prometheus": chart("prometheus-operator", "8.5.0"),
            "kong/gateway": chart("kong", "1.4.1", { proxy: { type: "NodePort" } }),
        },
        objects: [namespace("monitoring"), namespace("kong")],
        taken: ["Namespace kong"],
        removed: [],
    },
    "002": {
        releases: { "kong/kong": chart("ingress", "0.12.0", { gateway: { enabled: true } }) },
        objects: [namespace("monitoring"), namespace("kong")],
        taken: ["Namespace kong", "Release kong/kong"],
        removed: [],
    },
    "002, of the chart": {
        alternative: 1,
        releases: {
            "monitoring/promstack": chart("kube-prometheus-stack", "59.1.0"),
            "kong/kong": chart("ingress", "0.12.0", { gateway: { enabled: true } }),
        },
        objects: [namespace("monitoring"), namespace("kong")],
        taken: ["Namespace kong", "Namespace monitoring", "Release kong/kong", "Release monitoring/promstack"],
        removed: [],
    },
    "003": {
        releases: {},
        objects: [
            namespace("kong"),
            object("v1", "Secret", "kong/kong-enterprise-license", { data: { license: "e30=" } }),
            object("v1", "Secret", "kong/kong-cluster-cert", { type: "kubernetes.io/tls" }),
        ],
        withoutRecord: { "kong/kong-cp": ["Deployment kong-cp-kong"], "kong/kong-dp": ["Deployment kong-dp-kong"] },
        taken: ["Namespace kong"],
        removed: ["Release kong/kong-cp", "Release kong/kong-dp", "Secret kong/kong-enterprise-license"],
    },
    "004": {
        releases: {},
        objects: [namespace("monitoring")],
        withoutRecord: { "monitoring/loki": ["StatefulSet loki"], "monitoring/promtail": ["DaemonSet promtail"] },
        taken: ["Namespace monitoring"],
        removed: ["Release monitoring/loki", "Release monitoring/promtail"],
    },
};

for (const [post, followed] of Object.entries(posts)) {
    describeEngine(`taking over what post ${post} installed`, (suite) => {
        let stack: EngineStack;
        let folder: string;
        let broken = false;
        let unrecorded = followed.withoutRecord ?? {};
        let previewed: Previewed;

        before(async () => {
            folder = mkdtempSync(path.join(tmpdir(), "adopting-"));
            // A stack file without secrets, whose settings are those of the page.
            stack = await suite.stack("local");
            for (const [key, value] of Object.entries({
                sample: undefined,
                kong: undefined,
                logs: undefined,
                metrics: undefined,
            })) {
                stack.set([key], value);
            }
            for (const [key, value] of Object.entries(settingsOf(post.slice(0, 3), followed.alternative))) {
                stack.set([key.replace("kong-observability:", "")], value);
            }
            const { kubernetes } = suite.simulator;
            Object.entries(followed.releases).forEach(([id, release]) => kubernetes.installed.set(id, release));
            kubernetes.objects = [...followed.objects];
            // As the commands leave them that an `up` names where a chart's CRDs are older.
            suite.live.crds = Object.fromEntries(
                chartNames.flatMap((name) => {
                    const { crds = [], version } = chartPin(name);
                    return crds.map((crd) => [crd, { "kong-observability/crds": `${name}-${version}` }]);
                }),
            );
        });
        after(() => rmSync(folder, { recursive: true, force: true }));
        beforeEach(function () {
            if (broken) {
                this.skip();
            }
            suite.simulator.world.ledger.clear();
        });
        afterEach(function () {
            broken ||= this.currentTest?.isFailed() ?? false;
        });

        const cluster: FoundCluster = {
            releases: async () =>
                [...suite.simulator.kubernetes.installed].map(([id, { chart: name, version, values }]) => {
                    const [place = "", release = ""] = id.split("/");
                    return { namespace: place, name: release, chart: { name, version }, status: "deployed", values };
                }),
            object: async ({ apiVersion, kind, name, namespace }) =>
                suite.simulator.kubernetes.objects.find(
                    (one) =>
                        one.apiVersion === apiVersion &&
                        one.kind === kind &&
                        at(one, "metadata.name") === name &&
                        at(one, "metadata.namespace") === namespace,
                ),
            withoutRecord: async (place, release) => unrecorded[`${place}/${release}`] ?? [],
        };

        const subjects = ({ findings }: Adoption, of: "takes" | "first" | "hint"): string[] =>
            findings
                .filter((finding) => finding[of] !== undefined)
                .map(({ subject }) => subject)
                .sort();
        const replacing = ({ steps }: Run): string[] =>
            steps.filter(({ operation }) => /replace|delete/.test(operation)).map(({ urn }) => urn);
        async function succeed(run: Promise<Run>): Promise<Run> {
            const result = await run;
            assert.ok(!result.failed, result.output);
            return result;
        }

        it("names what is there, what goes first, and what else may be meant", async () => {
            const written = path.join(folder, "preview.json");
            const { failed, printed, output } = await stack.cli("preview", "--json", "--import-file", written);
            assert.ok(!failed, output);
            previewed = readPreview(printed, readFileSync(written, "utf8"));
            const found = await adopt(previewed, cluster);
            assert.deepEqual(subjects(found, "takes"), followed.taken);
            assert.deepEqual(subjects(found, "first"), followed.removed);
            assert.deepEqual(subjects(found, "hint"), followed.hinted ?? []);
        });

        it("imports by the file and the command of the page, and asks nothing of the cluster but to read", async () => {
            const isGone = (one: Properties): boolean =>
                followed.removed.includes(
                    `${String(one.kind)} ${[at(one, "metadata.namespace"), at(one, "metadata.name")].filter(Boolean).join("/")}`,
                );
            const { kubernetes } = suite.simulator;
            kubernetes.objects = kubernetes.objects.filter((one) => !isGone(one));
            unrecorded = {};
            const found = await adopt(previewed, cluster);
            assert.deepEqual(subjects(found, "first"), []);
            const file = path.join(folder, "import.json");
            writeFileSync(file, JSON.stringify(found.file));
            const typed = /npx pulumi (import .*)/.exec(conclusion("local", file, 0))?.[1]?.split(" ") ?? [];
            assert.ok(page.includes("npx pulumi import --file import.json --generate-code=false --protect=false"));
            await stack.pulumiOnPath(...typed, "--yes");
            assert.deepEqual(suite.simulator.world.ledger.touched, []);
        });

        it("updates in place what it has imported, and neither replaces nor deletes anything", async () => {
            const run = await succeed(stack.up());
            assert.deepEqual(replacing(run), []);
            const updated = run.steps
                .filter(({ operation, urn }) => operation === "update" && urn.includes("helm.sh/v3:Release"))
                .map(({ after }) => `Release ${String(after?.inputs.namespace)}/${String(after?.inputs.name)}`);
            assert.deepEqual(
                [...new Set(updated)].sort(),
                followed.taken.filter((subject) => subject.startsWith("Release ")),
            );
        });

        it("changes nothing in a second up", async () => {
            const { summary } = await succeed(stack.up());
            assert.deepEqual(Object.keys(summary), ["same"]);
        });
    });
}
