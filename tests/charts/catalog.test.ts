import assert from "node:assert/strict";
import { chartNames, chartPin } from "../../charts";
import { chartSource, gatewayApiSource, imageName, resolveImage } from "../../charts/registry";
import pins from "../../charts/pins.json";

describe("chart catalog", () => {
    it("pins the Gateway API's CRDs to one version, which a mirror can hold", () => {
        const { version, url } = pins.gatewayApi;
        assert.match(version, /^v\d+\.\d+\.\d+$/);
        assert.ok(url.includes(`/${version}/`));
        assert.equal(gatewayApiSource({}), url);
        assert.equal(gatewayApiSource({ gatewayApi: "mirror/standard-install.yaml" }), "mirror/standard-install.yaml");
    });

    it("pins every chart to an exact version, and every image to an exact tag", () => {
        for (const chart of chartNames) {
            const { version, repository, images } = chartPin(chart);
            assert.match(version, /^\d+\.\d+\.\d+$/, chart);
            assert.match(repository, /^https:\/\//, chart);
            assert.ok(Object.keys(images).length >= 1, chart);
            for (const image of Object.values(images)) {
                const { tag } = resolveImage(image, {});
                assert.match(tag, /\d/, image);
                assert.notEqual(tag, "latest");
            }
        }
    });

    it("runs PostgreSQL from a flavour that is not deprecated, of the major version that RDS runs", () => {
        // https://github.com/cloudnative-pg/postgres-containers#image-types: `system`, and tags without a flavour, are
        // deprecated.
        const [, major, flavour] = /:(\d+)\.\d+-(\w+)-\w+$/.exec(pins.images.postgresql) ?? [];
        assert.ok(["standard", "minimal"].includes(flavour ?? ""), pins.images.postgresql);
        assert.equal(major, pins.rdsPostgresql);
    });

    it("runs nothing older than what closed a hole that we know of", () => {
        const closed: [image: string, version: string, hole: string][] = [
            [chartPin("kube-prometheus-stack").images.grafana!, "13.2.2", "CVE-2026-76154"],
            [pins.images.oauth2Proxy, "7.15.5", "GHSA-63jm-59jj-478j, GHSA-wr5q-7wxw-x568"],
            [chartPin("kong").images.openSource!, "3.9.3", "patches of nginx, docs/security.md"],
        ];
        for (const [image, version, hole] of closed) {
            const runs = /(\d+\.\d+\.\d+)/.exec(resolveImage(image, {}).tag)?.[1] ?? "";
            assert.ok(
                runs.localeCompare(version, "en", { numeric: true }) >= 0,
                `${image} is older than ${version} (${hole})`,
            );
        }
    });

    it("refuses an image that is not written whole", () => {
        for (const image of ["kong", "kong:3.9.3", "docker.io/library/kong"]) {
            assert.throws(
                () => resolveImage(image, {}),
                new RegExp(`charts: image "${image}" is not of the form registry/path:tag`),
            );
        }
    });

    it("moves images to one mirror, or to one for each registry", () => {
        const pinned = "quay.io/prometheus/prometheus:v3";
        assert.equal(imageName(resolveImage(pinned, {})), pinned);
        assert.equal(
            imageName(resolveImage(pinned, { images: "mirror.example.com/all/" })),
            "mirror.example.com/all/prometheus/prometheus:v3",
        );
        assert.equal(
            imageName(resolveImage(pinned, { images: { "quay.io": "mirror.example.com/quay" } })),
            "mirror.example.com/quay/prometheus/prometheus:v3",
        );
        assert.equal(imageName(resolveImage(pinned, { images: { "docker.io": "mirror.example.com/hub" } })), pinned);
    });

    it("takes charts from their homes, another repository, a registry or a folder", () => {
        const { version, repository } = chartPin("tempo");
        assert.deepEqual(chartSource("tempo", {}), { chart: "tempo", version, repositoryOpts: { repo: repository } });
        assert.deepEqual(chartSource("tempo", { charts: "https://charts.example.com/" }), {
            chart: "tempo",
            version,
            repositoryOpts: { repo: "https://charts.example.com" },
        });
        assert.deepEqual(chartSource("tempo", { charts: "oci://registry.example.com/charts" }), {
            chart: "oci://registry.example.com/charts/tempo",
            version,
        });
        assert.deepEqual(chartSource("tempo", { charts: "./charts" }), {
            chart: `./charts/tempo-${version}.tgz`,
            version,
        });
    });
});
