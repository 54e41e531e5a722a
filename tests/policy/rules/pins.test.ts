import assert from "node:assert/strict";
import { pins } from "../../../policy/rules/pins/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../helpers";

const pinned = { repository: "docker.io/library/kong", tag: "3.9.3" };
const home = { repositoryOpts: { repo: "https://charts.konghq.com" } };
const kong = (values: object, more: object = {}): ReturnType<typeof release> =>
    release("kong", { image: pinned, ...values }, { ...home, ...more });
const job = (image: unknown): ReturnType<typeof kubernetes> =>
    kubernetes("batch/v1", "Job", "sync", { spec: { template: { spec: { containers: [{ name: "sync", image }] } } } });
const source = {
    repoURL: "https://charts.konghq.com",
    chart: "kong",
    targetRevision: "2.48.0",
    helm: { valuesObject: { image: pinned } },
};
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const defaultRepositories = (pins.config.repositories?.default as string[]).join(", ");
const moves = "which moves from one image to another; name a whole version, as 1.2.3, or a digest";

describe("policy pins", () => {
    it("passes exact charts and images, by Helm and by Argo CD", () => {
        assert.deepEqual(
            messages(pins, [
                kong({ image: { repository: "docker.io/library/kong", tag: "3.9.3" } }),
                application("kong-cp", {
                    ...source,
                    helm: { values: 'image: {repository: kong/kong-gateway, tag: "3.10.0.2"}' },
                }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(
                pins,
                [
                    job("docker.io/kong/deck:v1.65.1"),
                    job(`kong/deck@${digest}`),
                    job("localhost:5000/kong/deck:1.65.1"),
                ],
                { mirrors: ["localhost:5000"] },
            ),
            [],
        );
    });

    describe("chart versions", () => {
        for (const version of ["*", "^3.4.1", "~3.4", "3.x", "3.4", ">=3.4.1", "latest", "3.4.1 || 4.0.0"]) {
            it(`refuses ${version}`, () => {
                assert.deepEqual(messages(pins, [kong({}, { version })]), [
                    `kong: version "${version}" does not pin the chart kong; name one exact version, as "1.2.3"`,
                ]);
            });
        }

        it("refuses none", () => {
            const missing =
                'is missing, so the chart kong would be the newest of the day; name one exact version, as "1.2.3"';
            assert.deepEqual(messages(pins, [kong({}, { version: undefined })]), [`kong: version ${missing}`]);
            assert.deepEqual(messages(pins, [application("kong-cp", { ...source, targetRevision: "" })]), [
                `kong-cp: targetRevision ${missing}`,
            ]);
        });

        it("refuses Argo CD's ranges, in each of several sources", () => {
            const application = kubernetes("argoproj.io/v1alpha1", "Application", "kong-cp", {
                spec: { sources: [source, { ...source, targetRevision: "2.*" }] },
            });
            assert.deepEqual(messages(pins, [application]), [
                'kong-cp: targetRevision "2.*" does not pin the chart kong; name one exact version, as "1.2.3"',
            ]);
        });

        it("refuses a Git branch, as in seed 004, and takes a commit", () => {
            const git = { repoURL: "https://github.com/example/manifests", path: "manifests/setup" };
            const config = { mirrors: ["https://github.com/example"] };
            assert.deepEqual(messages(pins, [application("prometheus", { ...git, targetRevision: "HEAD" })], config), [
                'prometheus: targetRevision "HEAD" does not pin the Git repository; name a commit or a version\'s tag',
            ]);
            assert.deepEqual(
                messages(
                    pins,
                    [application("prometheus", { ...git, targetRevision: "0123456789abcdef0123456789abcdef01234567" })],
                    config,
                ),
                [],
            );
        });

        it("takes the version in a package's name", () => {
            assert.deepEqual(
                messages(
                    pins,
                    [
                        release(
                            "charts/kong-3.4.1.tgz",
                            { image: pinned },
                            { version: undefined, repositoryOpts: undefined },
                        ),
                    ],
                    { mirrors: ["charts"] },
                ),
                [],
            );
        });
    });

    describe("repositories", () => {
        it("refuses others than those it knows, without the password in a URL", () => {
            assert.deepEqual(
                messages(pins, [kong({}, { repositoryOpts: { repo: "https://me:hunter2@charts.example.com" } })]),
                [`kong: the repository https://charts.example.com is not allowed; allowed: ${defaultRepositories}`],
            );
        });

        it("refuses a name that only begins alike, and a way out of a folder", () => {
            for (const repo of ["https://charts.konghq.com.example.com", "https://charts.konghq.com/../evil"]) {
                assert.deepEqual(messages(pins, [kong({}, { repositoryOpts: { repo } })]), [
                    `kong: the repository ${repo} is not allowed; allowed: ${defaultRepositories}`,
                ]);
            }
        });

        it("refuses a chart without repository", () => {
            assert.deepEqual(messages(pins, [kong({}, { repositoryOpts: undefined })]), [
                "kong: no repository is named, so the chart kong comes from wherever the machine that runs Pulumi has a repository of that name; set repositoryOpts.repo",
            ]);
        });

        it("takes mirrors, registries and folders from the configuration", () => {
            const mirrored = release(
                "oci://registry.example.com/charts/kong",
                { image: pinned },
                { repositoryOpts: undefined },
            );
            assert.equal(messages(pins, [mirrored]).length, 1);
            assert.deepEqual(
                messages(
                    pins,
                    [
                        mirrored,
                        application("kong-cp", { ...source, repoURL: "registry.example.com/charts" }),
                        job("registry.example.com/kong/deck:v1.65.1"),
                    ],
                    { mirrors: ["oci://registry.example.com"] },
                ),
                [],
            );
        });
    });

    describe("files with Kubernetes objects", () => {
        const crds = (file: string): ReturnType<typeof seen> =>
            seen("kubernetes:yaml/v2:ConfigFile", "gateway-api", { file });

        it("pass from the project's own releases, and from a mirror, however that is written", () => {
            assert.deepEqual(
                messages(pins, [
                    crds(
                        "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml",
                    ),
                    crds("[unknown]"),
                ]),
                [],
            );
            for (const mirror of ["registry.example.com", "https://registry.example.com/crds/"]) {
                assert.deepEqual(
                    messages(pins, [crds("https://registry.example.com/crds/standard-install.yaml")], {
                        mirrors: [mirror],
                    }),
                    [],
                );
            }
            assert.deepEqual(messages(pins, [crds("crds/standard-install.yaml")], { mirrors: ["crds"] }), []);
        });

        it("are refused from anywhere else, the newest of the day too", () => {
            for (const file of [
                "https://evil.example.com/standard-install.yaml",
                "http://registry.example.com/a.yaml",
                "https://github.com/kubernetes-sigs/gateway-api/releases/latest/download/standard-install.yaml",
                "crds/a.yaml",
            ]) {
                assert.deepEqual(messages(pins, [crds(file)], { mirrors: ["registry.example.com"] }), [
                    `gateway-api: the file ${file} is not from an allowed place; allowed: ${defaultRepositories}, registry.example.com`,
                ]);
            }
            assert.match(
                messages(pins, [
                    seen("kubernetes:yaml:ConfigFile", "old", { file: "https://me:hunter2@evil.example.com/a.yaml" }),
                ])[0]!,
                /^old: the file https:\/\/evil\.example\.com/,
            );
        });
    });

    describe("images", () => {
        const floats = (path: string, chart: string): string =>
            `${chart}: ${path}.tag is missing, and the default of the chart ${chart} moves from one image to another; add the exact tag`;

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
                    "kong: postgresql.image names bitnami/postgresql, and Bitnami's images are gone from the public registry; take another publisher's",
                ],
            );
        });
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(
            messages(pins, [
                kong(
                    { image: { repository: "kong", tag: "[unknown]" }, waitImage: "[unknown]" },
                    { version: "[unknown]", repositoryOpts: { repo: "[unknown]" } },
                ),
                job("[unknown]"),
            ]),
            [],
        );
        assert.deepEqual(
            messages(pins, [
                kong({ image: { repository: "[unknown]", digest: "[unknown]" } }),
                kong({}, { repositoryOpts: "[unknown]" }),
            ]),
            [],
        );
    });

    it("does not apply to what runs no image", () => {
        const definition = kubernetes("apiextensions.k8s.io/v1", "CustomResourceDefinition", "things", {
            spec: { image: { repository: "a", tag: "latest" } },
        });
        assert.deepEqual(
            messages(pins, [
                definition,
                kubernetes("v1", "ConfigMap", "page", { data: { image: "photo" } }),
                seen("aws:ec2/instance:Instance", "host", { image: "x:latest" }),
            ]),
            [],
        );
        assert.deepEqual(messages(pins, [kong({ waitImage: { pullPolicy: "Always" }, resources: {} })]), []);
    });

    it("follows the configuration", () => {
        assert.deepEqual(
            messages(pins, [job("ghcr.io/cloudnative-pg/postgresql:16")], {
                movingTags: ["ghcr.io/cloudnative-pg/postgresql"],
            }),
            [],
        );
        assert.deepEqual(messages(pins, [job("docker.io/library/debian:12.9")], { twoPartVersions: ["debian"] }), []);
        assert.equal(
            messages(pins, [job("docker.io/library/kong:3.9.3"), job("docker.io/other/kong:3.9.3")], {
                registries: ["docker.io/library"],
            }).length,
            1,
        );
    });

    it("refuses plugins that Grafana fetches in no certain version", () => {
        const apps =
            "grafana-advisor-app,grafana-exploretraces-app,grafana-lokiexplore-app,grafana-metricsdrilldown-app,grafana-pyroscope-app";
        const grafana = (plugins: object, list: string[]): string[] =>
            messages(pins, [
                release("kube-prometheus-stack", { grafana: { "grafana.ini": { plugins }, plugins: list } }, home),
            ]);
        assert.deepEqual(grafana({ preinstall_disabled: true }, []), []);
        assert.deepEqual(
            grafana({ disable_plugins: apps }, ["a-panel@1.2.3", "b@1.2.3@https://example.com/b.zip"]),
            [],
        );
        assert.deepEqual(grafana({ disable_plugins: apps }, ["a-panel"]), [
            "kube-prometheus-stack: the plugin a-panel has no version; write a-panel@1.2.3",
        ]);
        assert.deepEqual(grafana({ disable_plugins: apps, preinstall: "a-panel, b@2.0.0" }, []), [
            "kube-prometheus-stack: the plugin a-panel has no version; write a-panel@1.2.3",
        ]);
        assert.deepEqual(grafana({ disable_plugins: "grafana-pyroscope-app grafana-advisor-app" }, []), [
            "kube-prometheus-stack: Grafana fetches the newest grafana-exploretraces-app, grafana-lokiexplore-app, " +
                "grafana-metricsdrilldown-app at its start; name them in grafana.grafana.ini.plugins.disable_plugins",
        ]);
        assert.deepEqual(grafana({ disable_plugins: "[unknown]" }, ["a"]), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in ${stack}`, async () => {
            const resources = seenOf(await planOf(stack));
            assert.deepEqual(
                messages(
                    pins,
                    resources,
                    ["external", "ingress-enterprise"].includes(stack) ? { mirrors: ["registry.example.com"] } : {},
                ),
                [],
            );
        });
    }
});
