import assert from "node:assert/strict";
import { adopt } from "../../../tools/adopt/adopt";
import type { FoundCluster, InstalledRelease } from "../../../tools/adopt/cluster";
import { type Planned, type Previewed, readPreview } from "../../../tools/adopt/preview";
import { conclusion, renderFindings } from "../../../tools/adopt/screen";
import type { Values } from "../../../model/values";

const stack = "urn:pulumi:dev::kong-observability::";
const root = `${stack}pulumi:pulumi:Stack::kong-observability-dev`;
const component = `${stack}kong-observability:release:ChartRelease::loki`;
const provider = `${stack}pulumi:providers:kubernetes::cluster`;

const release = (inputs: Values): Planned => ({
    urn: `${stack}kong-observability:release:ChartRelease$kubernetes:helm.sh/v3:Release::loki`,
    type: "kubernetes:helm.sh/v3:Release",
    isComponent: false,
    parent: component,
    provider,
    inputs: { chart: "loki", name: "loki", namespace: "observability", version: "6.1.0", values: {}, ...inputs },
});
const object = (apiVersion: string, kind: string, name: string, more: Values = {}): Planned => ({
    urn: `${stack}kubernetes:${apiVersion}:${kind}::${name}`,
    type: `kubernetes:${apiVersion}:${kind}`,
    isComponent: false,
    parent: root,
    provider,
    inputs: { apiVersion, kind, metadata: { name, namespace: "kong" }, ...more },
});
const previewed = (...planned: Planned[]): Previewed => ({
    planned: [
        { urn: root, type: "pulumi:pulumi:Stack", isComponent: true, inputs: {} },
        {
            urn: component,
            type: "kong-observability:release:ChartRelease",
            isComponent: true,
            parent: root,
            inputs: {},
        },
        ...planned,
    ],
    providers: {
        nameTable: { cluster: provider, other: `${stack}pulumi:providers:aws::other` },
        providerInputs: { cluster: { context: "kind" }, other: {} },
    },
});
const installed = (more: Partial<InstalledRelease> = {}): InstalledRelease => ({
    namespace: "observability",
    name: "loki",
    chart: { name: "loki", version: "6.0.0" },
    status: "deployed",
    values: {},
    ...more,
});
const cluster = (found: { releases?: InstalledRelease[]; objects?: Values[]; left?: string[] } = {}): FoundCluster => ({
    releases: async () => found.releases ?? [],
    object: async ({ kind, name }) =>
        found.objects?.find((one) => one.kind === kind && (one.metadata as Values).name === name),
    withoutRecord: async () => found.left ?? [],
});

describe("adopt", () => {
    it("imports a release under the components above it, by the provider that it has", async () => {
        const { file } = await adopt(previewed(release({})), cluster({ releases: [installed()] }));
        assert.deepEqual(file, {
            nameTable: { cluster: provider },
            resources: [
                {
                    type: "kong-observability:release:ChartRelease",
                    name: component,
                    logicalName: "loki",
                    component: true,
                },
                {
                    type: "kubernetes:helm.sh/v3:Release",
                    name: release({}).urn,
                    logicalName: "loki",
                    parent: component,
                    id: "observability/loki",
                    provider: "cluster",
                },
            ],
            providerInputs: { cluster: { context: "kind" } },
        });
    });

    it("says which of the values that were given to Helm go, by key alone", async () => {
        const values = { loki: { auth_enabled: true, secret: "hunter2" }, minio: { enabled: true } };
        const { findings } = await adopt(
            previewed(release({ values: { loki: { auth_enabled: false } } })),
            cluster({ releases: [installed({ values, chart: { name: "loki", version: "5.47.1" } })] }),
        );
        assert.equal(
            findings[0]?.found,
            "loki 5.47.1 becomes 6.1.0 (another major version: read its notes); its values loki.secret, minio go, unless " +
                "chartOverrides has them",
        );
    });

    for (const { what, there, wanted = release({}), more = [], says } of [
        {
            what: "a release of another chart",
            there: { releases: [installed({ chart: { name: "loki-stack", version: "2.10.2" } })] },
            says: /^helm uninstall loki -n observability, or another name for ours/,
        },
        {
            what: "one at which Helm is",
            there: { releases: [installed({ status: "pending-upgrade" })] },
            says: /^wait/,
        },
        {
            what: "a control plane, beside a new database",
            there: { releases: [installed({ chart: { name: "kong", version: "2.48.0" } })] },
            wanted: release({ chart: "kong", values: { env: { role: "control_plane" } } }),
            more: [object("postgresql.cnpg.io/v1", "Cluster", "kong-db")],
            says: /^kong.database of kind external with the database that it has/,
        },
        {
            what: "workloads without a record of Helm's",
            there: { left: ["StatefulSet loki"] },
            says: /^remove what they belong to, with its Services/,
        },
        {
            what: "a Secret",
            there: { objects: [{ kind: "Secret", metadata: { name: "licence" } }] },
            wanted: object("v1", "Secret", "licence"),
            says: /kubectl delete secret licence -n kong/,
        },
        {
            what: "an Application that is another",
            there: {
                objects: [
                    {
                        kind: "Application",
                        metadata: {
                            name: "kong-cp",
                            finalizers: ["resources-finalizer.argocd.argoproj.io/background", "example.com/own"],
                        },
                        spec: { project: "default" },
                    },
                ],
            },
            wanted: object("argoproj.io/v1alpha1", "Application", "kong-cp", { spec: { project: "ours" } }),
            says: /^kubectl patch application kong-cp -n kong --type merge --patch '\{"metadata":\{"finalizers":\["example.com\/own"\]\}\}', then kubectl delete application kong-cp -n kong$/,
        },
        {
            what: "an Application that another Application made",
            there: {
                objects: [
                    {
                        kind: "Application",
                        metadata: {
                            name: "kong-cp",
                            annotations: {
                                "argocd.argoproj.io/tracking-id": "apps:argoproj.io/Application:kong/kong-cp",
                            },
                        },
                    },
                ],
            },
            wanted: object("argoproj.io/v1alpha1", "Application", "kong-cp"),
            says: /^take it out of Argo CD's Application apps, without pruning, then kubectl delete application/,
        },
        {
            what: "an object of another release",
            there: {
                objects: [
                    {
                        kind: "ConfigMap",
                        metadata: {
                            name: "rules",
                            annotations: {
                                "meta.helm.sh/release-name": "old",
                                "meta.helm.sh/release-namespace": "kong",
                            },
                        },
                    },
                ],
            },
            wanted: object("v1", "ConfigMap", "rules"),
            says: /^switch it off there, or kubectl delete configmap rules/,
        },
        {
            what: "an object that differs",
            there: {
                objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "rules" }, data: { a: "1" } }],
            },
            wanted: object("v1", "ConfigMap", "rules", { data: { a: "2" } }),
            says: /^kubectl delete configmap rules -n kong/,
        },
    ] as {
        what: string;
        there: Parameters<typeof cluster>[0];
        wanted?: Planned;
        more?: Planned[];
        says: RegExp;
    }[]) {
        it(`imports nothing where there is ${what}, and says what to do first`, async () => {
            const { findings, file } = await adopt(previewed(wanted, ...more), cluster(there));
            assert.equal(findings.length, 1);
            assert.match(findings[0]?.first ?? "", says);
            assert.equal(file, undefined);
            assert.match(renderFindings("dev", findings), /first:/);
            assert.match(conclusion("dev", undefined, 1), /Do what is marked `first` \(1\)/);
        });
    }

    it("points to a chart of the stack that is installed under another name", async () => {
        const { findings } = await adopt(
            previewed(release({})),
            cluster({ releases: [installed({ namespace: "monitoring", name: "logs" })] }),
        );
        assert.deepEqual(
            findings.map(({ hint }) => hint),
            ["to take it over: namespaces.observability: monitoring, releaseNames.loki: logs"],
        );
    });

    it("reads what the engine would create, and nothing else", () => {
        const step = (op: string, name: string): object => ({
            op,
            urn: `${stack}kubernetes:core/v1:Namespace::${name}`,
            newState: {
                type: "kubernetes:core/v1:Namespace",
                custom: true,
                provider: `${provider}::id`,
                inputs: { kind: "Namespace" },
            },
        });
        const { planned } = readPreview(JSON.stringify({ steps: [step("create", "a"), step("same", "b")] }), "{}");
        assert.deepEqual(
            planned.map((one) => [one.urn.split("::").at(-1), one.provider, one.isComponent]),
            [["a", provider, false]],
        );
    });
});
