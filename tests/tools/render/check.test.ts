import assert from "node:assert/strict";
import { chartPin } from "../../../charts";
import type { Registry } from "../../../charts/registry";
import type { Manifest } from "../../../tools/render/manifests";
import { crdProblems, ownProblems, releaseProblems } from "../../../tools/render/check";
import type { PlannedRelease } from "../../../tools/render/releases";

const pinned = chartPin("tempo").images.tempo!;
const release: PlannedRelease = {
    releaseName: "tempo",
    namespace: "observability",
    chart: "tempo",
    reference: "tempo",
    repository: undefined,
    version: "1",
    skipCrds: false,
    values: {},
    serves: [{ service: "tempo", namespace: "observability", ports: { http: 3200, otlpGrpc: 4317 } }],
};
const service = (name: string, ...ports: number[]): Manifest => ({
    kind: "Service",
    metadata: { name },
    spec: { ports: ports.map((port) => ({ port })) },
});
const workload = (image: string): Manifest => ({
    kind: "StatefulSet",
    metadata: { name: "tempo" },
    spec: { containers: [{ image }] },
});
const problems = (manifests: Manifest[], registry: Registry = {}): string[] =>
    releaseProblems(release, manifests, registry);

describe("checking a rendered release", () => {
    it("finds nothing where the Service has the ports and the image is listed", () => {
        assert.deepEqual(problems([service("tempo", 3200, 4317, 9411), workload(pinned)]), []);
    });

    it("names the Service that is missing, and what there is instead", () => {
        assert.deepEqual(problems([service("tempo-query", 3200)]), [
            "tempo (chart tempo): serves Service observability/tempo, which the chart does not render; it renders observability/tempo-query",
        ]);
    });

    it("names the port that is missing", () => {
        assert.deepEqual(problems([service("tempo", 3100, 4317)]), [
            "tempo (chart tempo): serves port 3200 (http) of Service tempo, which has only 3100, 4317",
        ]);
    });

    it("names an image that is not pinned for this chart, with the objects that run it", () => {
        assert.deepEqual(problems([service("tempo", 3200, 4317), workload("busybox")]), [
            "tempo (chart tempo): runs image docker.io/library/busybox in StatefulSet/tempo, which charts/tempo/pin.json does not list under images",
        ]);
    });

    it("expects each image at the mirror, and tells one that stayed at home from one that is unknown", () => {
        const served = service("tempo", 3200, 4317);
        const mirrored = pinned.replace(/^[^/]+/, "mirror.example.com/all");
        const registry = { images: "mirror.example.com/all/" };
        assert.deepEqual(problems([served, workload(mirrored)], registry), []);
        assert.deepEqual(problems([served, workload(pinned)], registry), [
            `tempo (chart tempo): runs image ${pinned} in StatefulSet/tempo, which registry.images does not move`,
        ]);
        assert.match(
            problems([served, workload("mirror.example.com/all/other:1")], registry).join(),
            /pin\.json does not list/,
        );
    });

    it("takes a mirror for each registry", () => {
        const served = service("tempo", 3200, 4317);
        const registry = { images: { "docker.io": "ecr.example.com/docker-hub" } };
        assert.deepEqual(
            problems([served, workload(pinned.replace("docker.io", "ecr.example.com/docker-hub"))], registry),
            [],
        );
        assert.equal(problems([served, workload(pinned)], registry).length, 1);
    });

    it("checks the images of our own objects, too", () => {
        const job: Manifest = {
            kind: "Job",
            metadata: { name: "deck" },
            spec: { containers: [{ image: "kong/deck:latest" }] },
        };
        assert.deepEqual(ownProblems([job], ["tempo"], {}), [
            "own objects: runs image docker.io/kong/deck:latest in Job/deck, which charts/pins.json does not list under images",
        ]);
        assert.deepEqual(ownProblems([workload(pinned)], ["tempo"], {}), []);
        assert.equal(ownProblems([workload(pinned)], ["kong"], {}).length, 1);
    });
});

describe("checking the CRDs that a release brings", () => {
    const crd = (name: string, source?: string): string =>
        `---\n${source === undefined ? "" : `# Source: ${source}\n`}apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    a: b\n  name: ${name}\n`;
    const folder = "kong/charts/controller/crds/custom-resource-definitions.yaml";
    const found = (text: string, more: Partial<PlannedRelease> = {}): string[] =>
        crdProblems({ ...release, ...more }, text);
    const [first = "", ...others] = chartPin("ingress").crds ?? [];
    // Helm prints a file of the folder as it is: only its first document has the comment.
    const whole = [crd(first, folder), ...others.map((name) => crd(name))].join("");

    it("finds nothing where the pin lists those of the chart's folders", () => {
        assert.deepEqual(found(whole, { chart: "ingress" }), []);
        assert.deepEqual(
            found(crd("tempos.example.com", "tempo/templates/crds/crds.yaml")),
            [],
            "a template is upgraded with its release",
        );
        assert.deepEqual(found("", { chart: "ingress", skipCrds: true }), []);
    });

    it("names those that the pin does not list, and those that it should not", () => {
        assert.deepEqual(found(crd("tempos.example.com", "tempo/crds/tempos.yaml")), [
            "tempo (chart tempo): brings the CRDs tempos.example.com, and charts/tempo/pin.json lists under crds none",
        ]);
        assert.match(
            found(whole.slice(0, whole.lastIndexOf("---")), { chart: "ingress" })[0] ?? "",
            /brings the CRDs .* charts\/ingress\/pin\.json lists under crds/,
        );
    });
});
