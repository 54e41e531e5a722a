import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chartPin } from "../../../charts";
import { kubernetesVersion } from "../../../charts/registry";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { requireHelm } from "../../../tools/render/helm";
import { plannedReleases, withPlaceholders } from "../../../tools/render/releases";
import { renderPlan } from "../../../tools/render/render";
import { plannedResource } from "../plan/plannedResource";

const { version, images } = chartPin("tempo");
const component = resource("kong-observability:release:ChartRelease", {
    chart: "tempo",
    serves: [{ service: "tempo", namespace: "observability", ports: { http: 3200 } }],
});
const release = resource(
    "kubernetes:helm.sh/v3:Release",
    {
        chart: "tempo",
        version,
        name: "tempo",
        namespace: "observability",
        repositoryOpts: { repo: "https://charts.example.com" },
        skipCrds: true,
        values: { url: "[unknown]" },
    },
    component.urn,
);
const secret = resource("kubernetes:core/v1:Secret", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", namespace: "kong" },
    stringData: "[secret]",
});
const resources = [component, release, secret];

function resource(type: string, inputs: Record<string, unknown>, parent: string | null = null): PlannedResource {
    return plannedResource({ type, name: "name", inputs, parent });
}

describe("a plan's releases", () => {
    it("are found with what their component serves", () => {
        const [planned] = plannedReleases(resources);
        assert.equal(planned?.repository, "https://charts.example.com");
        assert.deepEqual(planned?.serves, component.inputs.serves);
        assert.throws(() => plannedReleases([release]), /nothing says what it serves/);
    });

    it("have a word for each leaf that only `pulumi up` knows", () => {
        assert.deepEqual(withPlaceholders({ a: ["[unknown]", { b: "[secret]" }], c: "[other]", d: null, e: 0 }), {
            a: ["known-after-pulumi-up", { b: "secret-not-shown" }],
            c: "[other]",
            d: null,
            e: 0,
        });
    });
});

describe("rendering with a helm that answers what it is told to", () => {
    const originalPath = process.env.PATH;
    let folder = "";
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "render-test-"));
    });
    afterEach(() => {
        process.env.PATH = originalPath;
        rmSync(folder, { recursive: true });
    });

    /** Keeps its arguments and the values that it was given. */
    function fakeHelm(manifests: string): void {
        writeFileSync(path.join(folder, "manifests.yaml"), manifests);
        const keepValues =
            'for argument; do case "$argument" in *values.json) cat "$argument" > "$here/values.json";; esac; done';
        writeFileSync(
            path.join(folder, "helm"),
            [
                "#!/bin/sh",
                `here='${folder}'`,
                'echo "$@" > "$here/arguments"',
                keepValues,
                'cat "$here/manifests.yaml"',
                "",
            ].join("\n"),
        );
        chmodSync(path.join(folder, "helm"), 0o755);
        process.env.PATH = `${folder}${path.delimiter}${originalPath}`;
    }
    const rendered = (charts?: string) =>
        renderPlan({ resources, registry: {}, charts, out: path.join(folder, "out") });
    const manifests = (port: number, image: string): string =>
        `kind: Service\nmetadata: {name: tempo}\nspec: {ports: [{port: ${port}}]}\n---\nkind: StatefulSet\nmetadata: {name: tempo}\nspec: {containers: [{image: "${image}"}]}\n`;

    it("writes one file for each release and one for our own objects", async () => {
        fakeHelm(manifests(3200, images.tempo!));
        const { files, problems } = await rendered();
        assert.deepEqual(problems, []);
        assert.deepEqual(readdirSync(path.join(folder, "out")), ["observability.tempo.yaml", "own-objects.yaml"]);
        assert.deepEqual(
            files.map(({ objects }) => objects),
            [2, 1],
        );
        assert.match(
            readFileSync(path.join(folder, "out", "own-objects.yaml"), "utf8"),
            /^---\napiVersion: v1\nkind: Secret\n/,
        );
        assert.deepEqual(JSON.parse(readFileSync(path.join(folder, "values.json"), "utf8")), {
            url: "known-after-pulumi-up",
        });
    });

    it("judges whether it would run, and says nothing of that where a release is missing", async () => {
        const endless =
            "kind: Job\nmetadata: {name: wait}\nspec: {template: {spec: {initContainers: [{name: first, command: [sleep, infinity]}]}}}\n";
        fakeHelm(`${manifests(3200, images.tempo!)}---\n${endless}`);
        const { problems } = await rendered();
        assert.deepEqual(problems, [
            "tempo (chart tempo): Job/wait in observability, container first waits forever (sleep infinity)",
        ]);
        writeFileSync(path.join(folder, "helm"), `#!/bin/sh\necho "Error: no such chart" >&2\nexit 1\n`);
        assert.deepEqual((await rendered()).problems, ["tempo (chart tempo): no such chart"]);
    });

    it("asks the pinned repository, or a folder of packaged charts", async () => {
        fakeHelm(manifests(3200, images.tempo!));
        const asked = async (charts?: string): Promise<string> => {
            await rendered(charts);
            return readFileSync(path.join(folder, "arguments"), "utf8");
        };
        const common = `--version ${version} --namespace observability --kube-version ${kubernetesVersion} --values `;
        assert.ok((await asked()).startsWith(`template tempo tempo --repo https://charts.example.com ${common}`));
        assert.ok((await asked("/charts")).startsWith(`template tempo /charts/tempo-${version}.tgz ${common}`));
        assert.ok((await asked()).endsWith(" --skip-tests --skip-crds\n"));
    });

    it("reports a served port that is missing and an image that is not listed, both at once", async () => {
        fakeHelm(manifests(3100, "busybox:1"));
        const { problems } = await rendered();
        assert.equal(problems.length, 2);
        assert.match(problems[0]!, /serves port 3200 \(http\) of Service tempo, which has only 3100/);
        assert.match(problems[1]!, /runs image docker\.io\/library\/busybox:1 in StatefulSet\/tempo/);
    });

    it("passes Helm's own words on where it cannot render", async () => {
        fakeHelm("");
        writeFileSync(path.join(folder, "helm"), "#!/bin/sh\necho 'Error: nil pointer in _config.tpl' >&2\nexit 1\n");
        assert.deepEqual((await rendered()).problems, ["tempo (chart tempo): nil pointer in _config.tpl"]);
    });

    it("says what to install where there is no Helm", async () => {
        process.env.PATH = folder;
        await assert.rejects(requireHelm(), /helm: not found on the PATH; install Helm 3/);
    });
});
