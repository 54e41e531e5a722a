import assert from "node:assert/strict";
import { completeImage, imagesIn, parseManifests, servicesIn } from "../../../tools/render/manifests";

describe("reading rendered manifests", () => {
    it("reads several documents, leaves out empty ones, and opens Lists", () => {
        const text =
            "---\n# Source: a\nkind: A\nmetadata: {name: a}\n---\n# nothing\n---\nkind: RoleList\nitems:\n  - {kind: Role, metadata: {name: b}}\n";
        assert.deepEqual(
            parseManifests(text).map(({ kind, metadata }) => `${kind}/${metadata.name}`),
            ["A/a", "Role/b"],
        );
        assert.deepEqual(parseManifests(""), []);
    });

    it("refuses the same key twice", () => {
        assert.throws(
            () => parseManifests("kind: A\nmetadata:\n  labels: {release: a}\n  labels: {release: b}\n"),
            /not valid YAML: Map keys must be unique/,
        );
    });

    it("finds Services with their ports, in the release's namespace unless they name one", () => {
        const text = [
            "{kind: Service, metadata: {name: a}, spec: {ports: [{port: 80, targetPort: 8000}, {port: 443}]}}",
            "{kind: Service, metadata: {name: b, namespace: other}, spec: {ports: []}}",
            "{kind: Deployment, metadata: {name: c}}",
        ].join("\n---\n");
        assert.deepEqual(servicesIn(parseManifests(text), "here"), [
            { service: "a", namespace: "here", ports: [80, 443] },
            { service: "b", namespace: "other", ports: [] },
        ]);
    });
});

describe("images that manifests run", () => {
    const imagesOf = (...manifests: object[]): string[] =>
        imagesIn(manifests as never).map(({ image, object }) => `${object} ${image}`);
    const named = (kind: string, rest: object): object => ({ kind, metadata: { name: "x" }, ...rest });

    it("are those of containers of every kind, each once an object", () => {
        const spec = {
            initContainers: [{ image: "r.io/a:1" }],
            containers: [{ image: "r.io/b:2" }, { image: "r.io/a:1" }],
        };
        assert.deepEqual(
            imagesOf(
                named("Deployment", { spec: { template: { spec } } }),
                named("Job", { spec: { template: { spec } } }),
            ),
            ["Deployment/x r.io/a:1", "Deployment/x r.io/b:2", "Job/x r.io/a:1", "Job/x r.io/b:2"],
        );
    });

    it("hide in custom resources, in operators' arguments and in their environment", () => {
        const container = {
            args: [
                "--collector-image=r.io/collector:1",
                "--prometheus-config-reloader=r.io/reloader:1",
                "--leader-elect",
            ],
            env: [{ name: "OPERATOR_IMAGE_NAME", value: "r.io/operator:1" }],
        };
        assert.deepEqual(
            imagesOf(
                named("Prometheus", { spec: { image: "r.io/prometheus:1" } }),
                named("Cluster", { spec: { imageName: "r.io/postgresql:16" } }),
                named("Deployment", { spec: { containers: [container] } }),
            ),
            [
                "Prometheus/x r.io/prometheus:1",
                "Cluster/x r.io/postgresql:16",
                "Deployment/x r.io/collector:1",
                "Deployment/x r.io/reloader:1",
                "Deployment/x r.io/operator:1",
            ],
        );
    });

    it("are neither Thanos, which the operator is always told of, nor texts in ConfigMaps, nor fields that a CRD describes", () => {
        const crd = named("CustomResourceDefinition", { spec: { image: "described" } });
        const thanos = named("Deployment", {
            spec: { containers: [{ args: ["--thanos-default-base-image=r.io/thanos:1"] }] },
        });
        assert.deepEqual(imagesOf(crd, thanos, named("ConfigMap", { data: { image: "text" } })), []);
    });

    it("get the registry that a runtime would complete", () => {
        const complete = {
            kong: "docker.io/library/kong",
            "kong:3.9": "docker.io/library/kong:3.9",
            "grafana/loki:3": "docker.io/grafana/loki:3",
            "quay.io/a/b:1": "quay.io/a/b:1",
            "localhost/a:1": "localhost/a:1",
            "host:5000/a/b:1": "host:5000/a/b:1",
        };
        for (const [given, expected] of Object.entries(complete)) {
            assert.equal(completeImage(given), expected);
        }
    });
});
