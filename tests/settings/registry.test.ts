import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chartNames, chartPin } from "../../charts";
import { resolveImage, standaloneImages } from "../../charts/registry";
import { registry, registryFileProblems } from "../../settings/schema/registry";
import { lines, problems } from "./helpers";

const imageForm = "a registry such as registry.example.com:5000/mirror, without https://";
const chartForm = "an https:// repository, an oci:// registry or a folder";

describe("settings of the registry", () => {
    it("take mirrors of every kind", () => {
        for (const images of [
            "registry.example.com",
            "registry.example.com:5000/mirror/hub",
            "localhost:5000",
            "registry:5000/",
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/docker-hub",
            { "docker.io": "r.example.com/hub", "registry.k8s.io": "r.example.com/k8s" },
        ]) {
            assert.deepEqual(problems({ registry: { images } }), [], JSON.stringify(images));
        }
        for (const charts of [
            "https://charts.example.com/all",
            "oci://registry.example.com/charts",
            "charts",
            "/srv/charts",
            "../charts",
        ]) {
            assert.deepEqual(problems({ registry: { charts } }), [], charts);
        }
    });

    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "an image registry with a scheme",
            { images: "https://registry.example.com" },
            `p:registry.images: got "https://registry.example.com"; allowed: ${imageForm}`,
        ],
        [
            "what runtimes take for a path on Docker Hub",
            { images: "mirror/hub" },
            `p:registry.images: got "mirror/hub"; allowed: ${imageForm}`,
        ],
        [
            "one of several with a scheme",
            { images: { "quay.io": "oci://r.example.com" } },
            `p:registry.images.quay.io: got "oci://r.example.com"; allowed: ${imageForm}`,
        ],
        [
            "a registry that nothing comes from",
            { images: { "dockr.io": "r.example.com" } },
            'p:registry.images.dockr.io: unknown key, did you mean "docker.io"?',
        ],
        [
            "charts without TLS",
            { charts: "http://charts.example.com" },
            `p:registry.charts: got "http://charts.example.com"; allowed: ${chartForm}`,
        ],
        [
            "CRDs without TLS",
            { gatewayApi: "http://example.com/crds.yaml" },
            'p:registry.gatewayApi: got "http://example.com/crds.yaml"; allowed: an https:// address or a file',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => assert.deepEqual(problems({ registry: changes }), [expected]));
    }

    it("know every registry that an image is pinned from", () => {
        const pinned = [
            ...chartNames.flatMap((chart) => Object.values(chartPin(chart).images)),
            ...standaloneImages,
        ].map((image) => resolveImage(image, {}).registry);
        const [, byRegistry] = registry.shape.images.unwrap().options;
        assert.deepEqual(Object.keys(byRegistry.shape), [...new Set(pinned)].sort());
    });

    it("name a folder and a file that are not there", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "registry-"));
        try {
            writeFileSync(path.join(folder, "crds.yaml"), "");
            const found = (charts: string, gatewayApi: string): string[] =>
                lines(registryFileProblems("k", { charts, gatewayApi }, folder));
            assert.deepEqual(found(".", "crds.yaml"), []);
            assert.deepEqual(found("oci://registry.example.com", "https://example.com/crds.yaml"), []);
            assert.deepEqual(found("crds.yaml", "no.yaml"), [
                `k.charts: got "crds.yaml", which is no folder; allowed: a folder of packaged charts, by its path from the project's folder, an https:// repository or an oci:// registry`,
                `k.gatewayApi: got "no.yaml", which is no file; allowed: a file, by its path from the project's folder, or an https:// address`,
            ]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
