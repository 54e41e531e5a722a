import assert from "node:assert/strict";
import { installedBy } from "../../../policy/library/installs/installed";
import type { Installed } from "../../../policy/library/installs/install";
import { type Seen, unknown, type Values } from "../../../policy/library/resource";
import { kubernetes } from "../helpers";

const set = (spec: Values): Seen => kubernetes("argoproj.io/v1alpha1", "ApplicationSet", "nodes", { spec });

/** A set of the chart `kong`, whose name is that of the cluster. */
function kongs(spec: Values, helm: Values, name = "{{cluster}}-dp"): Installed {
    return installedBy(
        set({
            template: {
                metadata: { name },
                spec: {
                    source: { repoURL: "https://charts.konghq.com", chart: "kong", targetRevision: "3.4.1", helm },
                    destination: { namespace: "kong" },
                },
            },
            ...spec,
        }),
    );
}
const valuesIn = ({ charts }: Installed): Values[] => charts.map(({ values }) => values);
const list = (...elements: Values[]): Values => ({ list: { elements } });

describe("the charts of an ApplicationSet", () => {
    it("are one for each element of a list, by name", () => {
        const generators = [list({ cluster: "a", pods: "2" }, { cluster: "b", pods: "3", values: { zone: "z" } })];
        const { charts } = kongs({ generators }, { values: "replicaCount: {{ pods }}\nzone: '{{values.zone}}'" });
        assert.deepEqual(
            charts.map(({ name, releaseName, namespace, values }) => ({ name, releaseName, namespace, values })),
            [
                {
                    name: "nodes, Application a-dp",
                    releaseName: "a-dp",
                    namespace: "kong",
                    values: { replicaCount: 2, zone: "{{values.zone}}" },
                },
                {
                    name: "nodes, Application b-dp",
                    releaseName: "b-dp",
                    namespace: "kong",
                    values: { replicaCount: 3, zone: "z" },
                },
            ],
        );
    });

    it("have what Go templates insert: parameters, quoted texts, keys; an alert's own braces stay", () => {
        const generators = [list({ cluster: "a", env: { role: "data_plane" }, key: "env" })];
        const valuesObject = {
            "{{ .key }}": { role: "{{- .env.role -}}" },
            text: '{{ "{{" }} $labels.pod {{ "}}" }}',
            twice: "{{.cluster}} {{ $.cluster }}",
            comment: "{{/* nothing */}}x",
        };
        assert.deepEqual(valuesIn(kongs({ goTemplate: true, generators }, { valuesObject }, "{{ .cluster }}")), [
            { env: { role: "data_plane" }, text: "{{ $labels.pod }}", twice: "a a", comment: "x" },
        ]);
        const older = { valuesObject: { text: "{{ $labels.pod }} of {{cluster}}" } };
        assert.deepEqual(valuesIn(kongs({ generators: [list({ cluster: "a" })] }, older)), [
            { text: "{{ $labels.pod }} of a" },
        ]);
    });

    it("are unknown where only a cluster or a repository knows, and no further", () => {
        const values = "env:\n  role: data_plane\n  zone: {{ .metadata.labels.zone }}\nname: {{ .values.name }}\n";
        const generators = [{ clusters: { selector: {}, values: { name: "edge" } } }];
        const { charts } = kongs({ goTemplate: true, generators }, { values }, "{{ .name }}-dp");
        assert.deepEqual(
            charts.map(({ releaseName, values: found }) => [releaseName, found]),
            [[undefined, { env: { role: "data_plane", zone: unknown }, name: "edge" }]],
        );
        const git = [{ git: { repoURL: "https://git.example.com", files: [{ path: "*.yaml" }] } }];
        const helm = { valuesObject: { a: "{{path.basename}}", b: "{{ $value }}" } };
        assert.deepEqual(valuesIn(kongs({ generators: git }, helm)), [{ a: unknown, b: "{{ $value }}" }]);
    });

    it("say what only Argo CD can render", () => {
        const generators = [list({ cluster: "a", more: { b: 1 } })];
        const spec = { goTemplate: true, generators };
        const said = (installed: Installed): string[] => installed.charts.flatMap(({ unseen }) => unseen);
        for (const values of ["a: 1\n{{- if .more }}\nb: 1\n{{- end }}\n", "{{ toYaml .more }}"]) {
            assert.deepEqual(said(kongs(spec, { values }, "a")), [
                "helm.values, which are made by a template or in `pulumi up`",
            ]);
        }
        const templatePatch = "spec:\n{{ range .more }}{{ end }}";
        assert.deepEqual(said(kongs({ ...spec, templatePatch }, {}, "a")), [
            "templatePatch, which only Argo CD can render",
        ]);
    });

    it("are those of a patched template, in which null removes a key, and a value may be null", () => {
        const generators = [list({ cluster: "a", version: "3.5.0" })];
        const templatePatch = [
            "spec:",
            "  source:",
            "    targetRevision: {{ .version }}",
            "    helm: { releaseName: null, valuesObject: { a: null, b: 2 } }",
        ].join("\n");
        const helm = { releaseName: "x", valuesObject: { a: 1 } };
        const [chart] = kongs({ goTemplate: true, generators, templatePatch }, helm, "{{ .cluster }}").charts;
        assert.deepEqual([chart?.version, chart?.releaseName, chart?.values], ["3.5.0", "a", { a: null, b: 2 }]);
    });

    it("are those of a generator's own template over the set's", () => {
        const own = { spec: { source: { targetRevision: "3.5.0", helm: { valuesObject: { b: 2 } } } } };
        const generators = [{ list: { elements: [{ cluster: "a" }], template: own } }, list({ cluster: "b" })];
        const { charts } = kongs({ generators }, { valuesObject: { a: 1 } });
        assert.deepEqual(
            charts.map(({ version, values }) => [version, values]),
            [
                ["3.5.0", { a: 1, b: 2 }],
                ["3.4.1", { a: 1 }],
            ],
        );
    });

    it("multiply in a matrix, merge by keys, and obey selectors", () => {
        const helm = { values: "a: '{{cluster}}'\nb: '{{zone}}'" };
        const names = list({ cluster: "a" }, { cluster: "b" });
        const zones = { list: { elements: [{ zone: "{{cluster}}-1" }, { zone: "2" }] } };
        assert.deepEqual(valuesIn(kongs({ generators: [{ matrix: { generators: [names, zones] } }] }, helm)), [
            { a: "a", b: "a-1" },
            { a: "a", b: "2" },
            { a: "b", b: "b-1" },
            { a: "b", b: "2" },
        ]);
        const merge = { mergeKeys: ["cluster"], generators: [names, list({ cluster: "b", zone: "z" })] };
        assert.deepEqual(valuesIn(kongs({ generators: [{ merge }] }, helm)), [
            { a: "a", b: "{{zone}}" },
            { a: "b", b: "z" },
        ]);
        const kept = (selector: Values): number =>
            valuesIn(kongs({ generators: [{ ...names, selector }] }, helm)).length;
        assert.equal(kept({ matchLabels: { cluster: "a" } }), 1);
        assert.equal(kept({ matchExpressions: [{ key: "cluster", operator: "NotIn", values: ["a", "b"] }] }), 0);
        assert.equal(kept({ matchExpressions: [{ key: "cluster", operator: "Exists" }] }), 2);
        const withClusters = { generators: [{ clusters: {} }, names] };
        assert.deepEqual(valuesIn(kongs({ generators: [{ matrix: withClusters }] }, helm)), [
            { a: "a", b: unknown },
            { a: "b", b: unknown },
        ]);
    });

    it("may come from elements in a text", () => {
        const generators = [{ list: { elementsYaml: "- cluster: a\n- cluster: b\n" } }];
        assert.deepEqual(
            kongs({ generators }, {}).charts.map(({ releaseName }) => releaseName),
            ["a-dp", "b-dp"],
        );
        const hidden = [{ list: { elementsYaml: "{{ .key.components | toJson }}" } }];
        assert.equal(kongs({ goTemplate: true, generators: hidden }, {}).charts.length, 1);
    });
});
