import assert from "node:assert/strict";
import { pins } from "../../../../policy/rules/pins/rule";
import { application, kubernetes, messages, release } from "../../helpers";
import { digest, home, job, kong, pinned, source } from "./made";

const moves = "which moves from one image to another; name a whole version, as 1.2.3, or a digest";

describe("policy pins", () => {
    describe("images", () => {
        const floats = (path: string, chart: string): string =>
            `${chart}: ${path}.tag is missing, and the default tag of the chart ${chart} changes over time; add the exact tag`;

        it("refuses the default of Kong's charts, which floats", () => {
            for (const image of [undefined, { repository: "docker.io/library/kong" }, { tag: "" }]) {
                assert.ok(messages(pins, [kong({ image })]).includes(floats("image", "kong")), JSON.stringify(image));
            }
            assert.deepEqual(messages(pins, [kong({ image: { unifiedRepoTag: "docker.io/library/kong:3.9.3" } })]), []);
            const ingress = (values: object): string[] => messages(pins, [release("ingress", { ...values }, home)]);
            assert.deepEqual(ingress({}), [
                floats("gateway.image", "ingress"),
                floats("controller.ingressController.image", "ingress"),
            ]);
            const controller = { ingressController: { image: { tag: "3.5.13" } } };
            assert.deepEqual(ingress({ gateway: { image: pinned }, controller }), []);
            assert.deepEqual(ingress({ gateway: "[unknown]", controller: "[unknown]" }), []);
        });

        it("refuses the default of DeepFlow's chart, which floats", () => {
            const images = ["image.server", "image.app", "deepflow-agent.image"];
            const found = messages(pins, [release("deepflow", {}, home)]);
            assert.deepEqual(
                found.filter((message) => message.includes("changes over time")),
                images.map((path) => floats(path, "deepflow")),
            );
        });

        it("refuses a tag that moves, wherever it hides in chart values", () => {
            const found: [object, string][] = [
                [{ image: { repository: "kong", tag: "latest" } }, 'kong: image has the tag "latest" of kong'],
                [{ image: { tag: "stable" } }, 'kong: image has the tag "stable"'],
                [
                    { image: { unifiedRepoTag: "kong:3.9", repository: "kong", tag: "3.9.3" } },
                    'kong: image has the tag "3.9" of docker.io/kong',
                ],
                [
                    { tempo: { registry: "docker.io", repository: "grafana/tempo", tag: "main" } },
                    'kong: tempo has the tag "main" of docker.io/grafana/tempo',
                ],
                [
                    { manager: { autoInstrumentationImage: { java: { repository: "ghcr.io/java", tag: "2" } } } },
                    'kong: manager.autoInstrumentationImage.java has the tag "2" of ghcr.io/java',
                ],
                [
                    { crds: { upgradeJob: { image: { busybox: { repository: "busybox", tag: "latest" } } } } },
                    'kong: crds.upgradeJob.image.busybox has the tag "latest" of busybox',
                ],
                [
                    { test_pod: { image: "bats/bats:latest" } },
                    'kong: test_pod.image has the tag "latest" of docker.io/bats/bats',
                ],
                [
                    { config: { data: { POSTGRES_IMAGE_NAME: "ghcr.io/cloudnative-pg/postgresql:16" } } },
                    'kong: config.data.POSTGRES_IMAGE_NAME has the tag "16" of ghcr.io/cloudnative-pg/postgresql',
                ],
                [
                    { deployment: { initContainers: [{ image: "busybox:1.38" }] } },
                    'kong: deployment.initContainers[0].image has the tag "1.38" of docker.io/busybox',
                ],
            ];
            for (const [values, message] of found) {
                assert.deepEqual(messages(pins, [kong(values)]), [
                    `${message}, ${message.includes("postgresql") ? moves.replace("1.2.3", "16.9") : moves}`,
                ]);
            }
        });

        it("refuses them in pod specs and in custom resources", () => {
            assert.deepEqual(messages(pins, [job("kong/deck:latest")]), [
                `sync: spec.template.spec.containers[0].image has the tag "latest" of docker.io/kong/deck, ${moves}`,
            ]);
            const collector = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "collector", {
                spec: { image: "ghcr.io/collector:0.158" },
            });
            assert.deepEqual(messages(pins, [collector]), [
                `collector: spec.image has the tag "0.158" of ghcr.io/collector, ${moves}`,
            ]);
            const database = kubernetes("postgresql.cnpg.io/v1", "Cluster", "database", {
                spec: { imageName: "ghcr.io/cloudnative-pg/postgresql:16.9-bookworm" },
            });
            assert.deepEqual(messages(pins, [database]), []);
        });

        it("refuses no tag at all, as in seed 000", () => {
            assert.deepEqual(
                messages(pins, [
                    kong({ manager: { collectorImage: { repository: "otel/opentelemetry-collector-k8s" } } }),
                ]),
                [
                    "kong: manager.collectorImage names otel/opentelemetry-collector-k8s without tag or digest; add the exact tag",
                ],
            );
            assert.deepEqual(messages(pins, [job("registry.k8s.io:443/pause")], { mirrors: ["registry.k8s.io:443"] }), [
                "sync: spec.template.spec.containers[0].image names registry.k8s.io:443/pause without tag or digest; add the exact tag",
            ]);
        });

        it("takes digests, and refuses what only looks like one", () => {
            const image = { registry: "docker.io", repository: "grafana/loki" };
            assert.deepEqual(
                messages(pins, [
                    kong({
                        loki: { image: { ...image, digest } },
                        grafana: { image: { ...image, sha: digest.slice(7) } },
                    }),
                ]),
                [],
            );
            assert.deepEqual(messages(pins, [kong({ loki: { image: { ...image, digest: "sha256:abc" } } })]), [
                'kong: loki.image has the digest "sha256:abc"; a digest is sha256: and 64 hexadecimal digits',
            ]);
        });

        it("takes a day's build and a commit for tags", () => {
            assert.deepEqual(messages(pins, [job("docker.io/a/b:20260801"), job("docker.io/a/b:sha-0a1b2c3")]), []);
        });

        it("refuses a number, of which YAML drops the end", () => {
            assert.deepEqual(
                messages(pins, [
                    application("kong", { ...source, helm: { values: "image: {repository: kong, tag: 3.10}" } }),
                ]),
                [
                    "kong: image has the number 3.1 for a tag, and YAML drops a number's last zeros; write the whole version as a text, in quotes",
                ],
            );
        });

        it("refuses a registry that was not agreed on", () => {
            const allowed = "allowed: docker.io, quay.io, ghcr.io, registry.k8s.io, public.ecr.aws";
            assert.deepEqual(messages(pins, [job("evil.example.com/kong/deck:1.65.1")]), [
                `sync: spec.template.spec.containers[0].image comes from evil.example.com/kong/deck; ${allowed}`,
            ]);
            assert.deepEqual(messages(pins, [kong({ global: { imageRegistry: "evil.example.com" } })]), [
                `kong: global comes from evil.example.com; ${allowed}`,
            ]);
        });

        it("refuses Bitnami's, which are gone", () => {
            const gone =
                "kong: postgresql.enabled installs Bitnami's PostgreSQL, whose images are gone from the public registry; use CloudNativePG or RDS, or set postgresql.image";
            assert.deepEqual(messages(pins, [kong({ postgresql: { enabled: true } })]), [gone]);
            assert.deepEqual(
                messages(pins, [kong({ postgresql: { image: { repository: "bitnami/postgresql", tag: "14.5.0" } } })]),
                [
                    "kong: postgresql.image names bitnami/postgresql, and Bitnami's images are gone from the public registry; use another publisher's",
                ],
            );
        });
    });
});
