import assert from "node:assert/strict";
import { pins } from "../../../../policy/rules/pins/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../../helpers";
import { digest, home, job, kong, pinned, source } from "./made";

const defaultRepositories = (pins.config.repositories?.default as string[]).join(", ");

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
                'is missing, so the newest version at install time would be used for the chart kong; name one exact version, as "1.2.3"';
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
                "kong: no repository is set, so the chart kong comes from whichever repository of that name the machine that runs Pulumi has; set repositoryOpts.repo",
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
