import assert from "node:assert/strict";
import { parse } from "yaml";
import { installedBy } from "../../../policy/library/installs/installed";
import { type Seen, textAt, unknown, type Values } from "../../../policy/library/resource";
import { hybridMtls } from "../../../policy/rules/hybridMtls/rule";
import { application, kubernetes, messages, release } from "../helpers";
import { dataPlane } from "../seeds/seed003";

const kong = { repoURL: "https://charts.konghq.com", chart: "kong", targetRevision: "3.4.1" };

const installOf = (resource: Seen): ReturnType<typeof installedBy>["charts"][number] => {
    const { charts } = installedBy(resource);
    assert.equal(charts.length, 1);
    return charts[0]!;
};
const valuesOf = (helm: Values, more: Values = {}): Values =>
    installOf(application("kong-dp", { ...kong, helm, ...more })).values;
const parameters = (...all: [name: string, value: string, forceString?: boolean][]): Values[] =>
    all.map(([name, value, forceString]) => ({ name, value, ...(forceString !== undefined && { forceString }) }));

describe("the chart of an Application", () => {
    it("is read as that of a Helm release", () => {
        const values = { env: { role: "data_plane" } };
        const helm = { releaseName: "dp", valuesObject: values, skipCrds: true };
        const more = { name: "dp", version: "3.4.1", repositoryOpts: { repo: kong.repoURL }, skipCrds: true };
        const byHelm = installOf(release("kong", values, more));
        const byArgo = installOf(application("dp", { ...kong, helm }));
        assert.deepEqual({ ...byArgo, urn: byHelm.urn }, byHelm);
    });

    it("has the Application's name without a releaseName, and its own namespace before the destination's", () => {
        const { releaseName, namespace } = installOf(application("kong-dp", kong));
        assert.deepEqual([releaseName, namespace], ["kong-dp", "kong"]);
        assert.equal(installOf(application("a", { ...kong, helm: { namespace: "edge" } })).namespace, "edge");
    });

    it("comes from a registry where the repository has no protocol, or is named by its address alone", () => {
        const { chart, reference, repository } = installOf(
            application("a", { repoURL: "registry.example.com/charts", chart: "kong", targetRevision: "3.4.1" }),
        );
        assert.deepEqual(
            [chart, reference, repository],
            ["kong", "oci://registry.example.com/charts/kong", "oci://registry.example.com/charts"],
        );
        const alone = { repoURL: "oci://registry.example.com/charts/kong", path: ".", targetRevision: "3.4.1" };
        assert.equal(installOf(application("a", { ...alone, helm: {} })).chart, "kong");
    });

    it("takes valuesObject before values, which follow YAML 1.1, and parameters before both", () => {
        assert.deepEqual(valuesOf({ values: "env:\n  database: off\n" }), { env: { database: false } });
        assert.deepEqual(valuesOf({ values: "a: 1", valuesObject: { b: 2 } }), { b: 2 });
        assert.deepEqual(valuesOf({ values: "a: 1", valuesObject: {} }), {});
        const values = { env: { role: "traditional", log: "info" } };
        const set = { parameters: parameters(["env.role", "data_plane"]) };
        assert.deepEqual(valuesOf({ valuesObject: values, ...set }), { env: { role: "data_plane", log: "info" } });
        assert.deepEqual(values, { env: { role: "traditional", log: "info" } });
    });

    // As printed by `helm template` with the same arguments, except that Go's map has no order.
    const written: [what: string, given: Values[], expected: Values][] = [
        ["nested names", parameters(["a.b.c", "x"]), { a: { b: { c: "x" } } }],
        [
            "dots in a name",
            parameters(["podAnnotations.example\\.com/x", "y"]),
            { podAnnotations: { "example.com/x": "y" } },
        ],
        [
            "types",
            parameters(["a", "true"], ["b", "3"], ["c", "null"], ["d", "1.5"], ["e", "007"], ["f", ""]),
            { a: true, b: 3, c: null, d: "1.5", e: "007", f: "" },
        ],
        ["texts", parameters(["a", "true", true], ["b", "3", true]), { a: "true", b: "3" }],
        ["texts after the others", parameters(["a", "text", true], ["a", "1"]), { a: "text" }],
        ["items of lists", parameters(["l[1].name", "b"], ["l[0].name", "a"]), { l: [{ name: "a" }, { name: "b" }] }],
        ["lists of lists", parameters(["l[0][1]", "x"]), { l: [[null, "x"]] }],
        ["lists", parameters(["l", "{a,2,true}"]), { l: ["a", 2, true] }],
        ["commas in a text", parameters(["spans", "router,balancer"]), { spans: "router,balancer" }],
        ["escaped commas", parameters(["spans", "router\\,balancer"]), { spans: "router,balancer" }],
        ["equals signs in a value", parameters(["args", "--a=b"]), { args: "--a=b" }],
        ["a name of every object", parameters(["__proto__.polluted", "x"]), {}],
        ["an index that Helm refuses", parameters(["l[99999999]", "x"]), { l: [] }],
    ];
    for (const [what, given, expected] of written) {
        it(`sets ${what}`, () => {
            assert.deepEqual(valuesOf({ parameters: given }), expected);
            assert.equal(({} as Values).polluted, undefined);
        });
    }

    it("replaces Argo CD's own variables in parameters alone", () => {
        const all = parameters(
            ["a", "$ARGOCD_APP_NAME"],
            ["b", "x-${ARGOCD_APP_NAMESPACE}"],
            ["c", "$$5"],
            ["d", "$HOME"],
        );
        assert.deepEqual(valuesOf({ parameters: all }), { a: "kong-dp", b: "x-kong", c: "$5", d: "" });
        assert.deepEqual(valuesOf({ parameters: parameters(["a", "$ARGOCD_APP_REVISION"]) }), { a: unknown });
        assert.deepEqual(valuesOf({ valuesObject: { a: "$ARGOCD_APP_NAME" } }), { a: "$ARGOCD_APP_NAME" });
    });

    it("does not know a file's content, and says which values it does not see", () => {
        const install = installOf(
            application("a", {
                ...kong,
                helm: {
                    valueFiles: ["$values/kong.yaml"],
                    fileParameters: [{ name: "dblessConfig.config", path: "k.yaml" }],
                },
            }),
        );
        assert.deepEqual(install.values, { dblessConfig: { config: unknown } });
        assert.deepEqual(install.unseen, [
            "helm.valueFiles ($values/kong.yaml)",
            "helm.fileParameters (dblessConfig.config)",
        ]);
        assert.deepEqual(installOf(application("a", { ...kong, helm: { values: "a: [" } })).unseen, [
            "helm.values, which are no YAML object",
        ]);
    });

    it("is one of several sources, which go before a single one", () => {
        const sources = [
            { ...kong, helm: { valueFiles: ["$values/kong.yaml"] } },
            { repoURL: "https://git.example.com/values", targetRevision: "v1.0.0", ref: "values" },
            { repoURL: "https://git.example.com/apps", targetRevision: "v1.0.0", path: "redis" },
            { repoURL: "https://git.example.com/apps", path: "edge", kustomize: {} },
            { ...kong, chart: "ingress", plugin: { name: "vault" } },
        ];
        const spec = { source: { ...kong, chart: "tempo" }, sources, destination: { namespace: "kong" } };
        const { charts, unseen } = installedBy(kubernetes("argoproj.io/v1alpha1", "Application", "a", { spec }));
        assert.deepEqual(
            charts.map(({ chart }) => chart),
            ["kong"],
        );
        assert.deepEqual(
            unseen.map(({ what }) => what),
            [
                "the source https://git.example.com/apps, path redis, is read there",
                "the source https://git.example.com/apps, path edge, is made by Kustomize",
                "the source https://charts.konghq.com is made by a plugin",
            ],
        );
    });

    it("says what a hydrated Application reads, without a login in the address", () => {
        const drySource = { repoURL: "https://me:pass@git.example.com/apps", path: "kong", targetRevision: "main" };
        const { charts, unseen } = installedBy(
            kubernetes("argoproj.io/v1alpha1", "Application", "a", { spec: { sourceHydrator: { drySource } } }),
        );
        assert.deepEqual(charts, []);
        assert.deepEqual(
            unseen.map(({ what }) => what),
            ["the source https://git.example.com/apps, path kong, is read there"],
        );
    });
});

describe("values of a data plane that stand one level too deep, under env", () => {
    const text = textAt(dataPlane.inputs, "spec", "source", "helm", "values") ?? "";
    const values = parse(text) as { env: Values };
    const source = { repoURL: "https://charts.konghq.com", chart: "kong", targetRevision: "2.48.0" };
    const expected = messages(hybridMtls, [dataPlane]);

    const set = (spec: Values): Seen => kubernetes("argoproj.io/v1alpha1", "ApplicationSet", "nodes", { spec });
    const template = (helm: Values): Values => ({
        metadata: { name: "kong-dp" },
        spec: { source: { ...source, helm }, destination: { namespace: "kong" } },
    });
    const one = [{ list: { elements: [{ role: "data_plane" }] } }];
    const spellings: [string, Seen][] = [
        ["valuesObject", application("kong-dp", { ...source, helm: { valuesObject: values } })],
        [
            "parameters",
            application("kong-dp", {
                ...source,
                helm: {
                    valuesObject: { ...values, env: { ...values.env, admin: {} } },
                    parameters: parameters(["env.admin.enabled", "false"]),
                },
            }),
        ],
        [
            "a set whose templates are the older ones",
            set({
                generators: one,
                template: template({ values: text.replace("role: data_plane", "role: '{{role}}'") }),
            }),
        ],
        [
            "a set with Go templates",
            set({
                goTemplate: true,
                generators: one,
                template: template({ values: text.replace("role: data_plane", "role: {{ .role }}") }),
            }),
        ],
        [
            "a set's templatePatch",
            set({
                goTemplate: true,
                generators: one,
                template: template({}),
                templatePatch: JSON.stringify({ spec: { source: { helm: { valuesObject: values } } } }),
            }),
        ],
        [
            "one of several sources",
            kubernetes("argoproj.io/v1alpha1", "Application", "kong-dp", {
                spec: {
                    sources: [
                        { repoURL: "https://git.example.com", ref: "values" },
                        { ...source, helm: { values: text } },
                    ],
                    destination: { namespace: "kong" },
                },
            }),
        ],
    ];
    for (const [what, resource] of spellings) {
        it(`are named in ${what}`, () => {
            const said = messages(hybridMtls, [resource]).map((message) => message.replace(/^nodes, Application /, ""));
            assert.deepEqual(said, expected);
            for (const key of ["enterprise", "proxy", "admin", "manager"]) {
                assert.ok(
                    said.some((message) => message.includes(`env.${key}`)),
                    said.join("\n"),
                );
            }
        });
    }
});
