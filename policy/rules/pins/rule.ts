import { chartNames, charts, factsOf } from "../../../charts";
import { listed } from "../../../charts/words";
import { type ChartSource, chartSources } from "./chartSources";
import { grafanas } from "../../library/grafana";
import { unpinnedPlugins } from "../../library/grafanaPlugins";
import { type ImageUse, images } from "./images";
import { at, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    repositories: string[];
    registries: string[];
    mirrors: string[];
    movingTags: string[];
    twoPartVersions: string[];
}

const text = { type: "string" } as const;

/** The same software runs tomorrow that was reviewed today, from an approved source. */
export const pins = rule<Config>({
    name: "pins",
    description:
        "Every chart has an exact version and every image an exact tag or a digest, from an approved repository or registry, " +
        "and every plugin that Grafana installs has a version.",
    severity: "high",
    remediationSteps:
        "Take charts and images from charts/. For your own charts, overrides and objects, give the full version (3.9.3, not 3.9 or latest) or a digest. Add your mirrors to the policy configuration (pins.mirrors).",
    enforcementLevel: "mandatory",
    config: {
        repositories: {
            type: "array",
            items: text,
            default: [
                "https://prometheus-community.github.io/helm-charts",
                "https://grafana-community.github.io/helm-charts",
                "https://grafana.github.io/helm-charts",
                "https://open-telemetry.github.io/opentelemetry-helm-charts",
                "https://charts.konghq.com",
                "https://cloudnative-pg.github.io/charts",
                "https://aws.github.io/eks-charts",
                "https://argoproj.github.io/argo-helm",
                "https://deepflowio.github.io/deepflow-charts",
                "https://github.com/kubernetes-sigs/gateway-api/releases/download",
            ],
            description:
                "Permitted chart and Git repositories and locations of Kubernetes manifests, including everything below them",
        },
        registries: {
            type: "array",
            items: text,
            default: ["docker.io", "quay.io", "ghcr.io", "registry.k8s.io", "public.ecr.aws"],
            description: "Permitted image registries, or paths in them such as docker.io/library",
        },
        mirrors: {
            type: "array",
            items: text,
            default: [],
            description:
                "Your own additional locations for charts, images and Kubernetes manifests: an address, a registry or a folder",
        },
        movingTags: {
            type: "array",
            items: text,
            default: [],
            description: "Images, as registry/path, that may use a mutable tag",
        },
        twoPartVersions: {
            type: "array",
            items: text,
            default: ["postgres", "postgresql"],
            description: "Images, by the last part of their path, whose full version has two parts, such as 16.9",
        },
    },
    check(system, config) {
        return [
            ...chartSources(system).flatMap((source) => chartPins(source, config)),
            ...manifestFiles(system, config),
            ...images(system).flatMap((image) => imagePins(image, config)),
            ...floatingDefaults(system),
            ...goneImages(system),
            ...grafanas(system).flatMap((grafana) =>
                unpinnedPlugins(grafana).map((problem) => ({
                    urn: grafana.install.urn,
                    message: `${grafana.install.name}: ${problem}`,
                })),
            ),
        ];
    },
});

const exactVersion = /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/;
const sha = /^(sha256:)?[0-9a-f]{64}$/;

function chartPins(
    { urn, name, chart, versionKey, version, repository }: ChartSource,
    { repositories, mirrors }: Config,
): Violation[] {
    const violations: Violation[] = [];
    const what = chart === undefined ? "the Git repository" : `the chart ${chart}`;
    const exact = chart === undefined ? "a commit or a version's tag" : 'one exact version, as "1.2.3"';
    if (version === undefined || version === null || version === "") {
        violations.push({
            urn,
            message: `${name}: ${versionKey} is missing, so the newest version at install time would be used for ${what}; name ${exact}`,
        });
    } else if (version !== unknown && !isExact(String(version), chart === undefined)) {
        violations.push({
            urn,
            message: `${name}: ${versionKey} "${String(version)}" does not pin ${what}; name ${exact}`,
        });
    }
    if (repository === undefined) {
        violations.push({
            urn,
            message: `${name}: no repository is set, so ${what} comes from whichever repository of that name the machine that runs Pulumi has; set repositoryOpts.repo`,
        });
    } else if (
        typeof repository === "string" &&
        repository !== unknown &&
        !isBelow(repository, [...repositories, ...mirrors])
    ) {
        violations.push({
            urn,
            message: `${name}: the repository ${withoutUser(repository)} is not allowed; allowed: ${[...repositories, ...mirrors].join(", ")}`,
        });
    }
    return violations;
}

function isExact(version: string, git: boolean): boolean {
    return exactVersion.test(version) || sha.test(version) || (git && /^[0-9a-f]{40}$/.test(version));
}

/** A URL can contain a user and a password. */
function withoutUser(repository: string): string {
    return repository.replace(/\/\/[^/@]*@/, "//");
}

/** Everything in such a file is installed, CRDs included, from wherever the file is read. */
function manifestFiles(system: System, { repositories, mirrors }: Config): Violation[] {
    const allowed = [...repositories, ...mirrors];
    return ["kubernetes:yaml/v2:ConfigFile", "kubernetes:yaml:ConfigFile"].flatMap((type) =>
        system.ofType(type).flatMap(({ urn, name, inputs }) => {
            const file = textAt(inputs, "file");
            return file === undefined || isBelow(file, allowed)
                ? []
                : [
                      {
                          urn,
                          message: `${name}: the file ${withoutUser(file)} is not from an allowed place; allowed: ${allowed.join(", ")}`,
                      },
                  ];
        }),
    );
}

/**
 * Whether a source is one of the allowed ones, or a folder in one. Images omit the protocol, and so does Argo CD for
 * `oci://`.
 */
function isBelow(place: string, allowed: string[]): boolean {
    const plain = (name: string): string => name.replace(/^(oci|https):\/\//, "").replace(/\/+$/, "");
    const steps = plain(place);
    return (
        !steps.split("/").slice(1).includes("..") &&
        allowed.some((entry) => steps === plain(entry) || steps.startsWith(`${plain(entry)}/`))
    );
}

function imagePins(image: ImageUse, config: Config): Violation[] {
    const { urn, name, at: path } = image;
    const problems = [tagProblem(image, config), registryProblem(image, config)];
    return problems
        .filter((problem) => problem !== undefined)
        .map((problem) => ({ urn, message: `${name}: ${path} ${problem}` }));
}

function tagProblem(
    { registry, repository, tag, digest }: ImageUse,
    { movingTags, twoPartVersions }: Config,
): string | undefined {
    const path = known(repository);
    const place = [known(registry), path].filter((part) => part !== undefined).join("/");
    if (digest !== undefined) {
        return digest === unknown || sha.test(String(digest))
            ? undefined
            : `has the digest "${String(digest)}"; a digest is sha256: and 64 hexadecimal digits`;
    }
    if (tag === undefined) {
        return path === undefined || movingTags.includes(place)
            ? undefined
            : `names ${place} without tag or digest; add the exact tag`;
    }
    if (typeof tag === "number") {
        return `has the number ${tag} for a tag, and YAML drops a number's last zeros; write the whole version as a text, in quotes`;
    }
    const twoParts = twoPartVersions.includes(path?.split("/").at(-1) ?? "");
    if (tag === unknown || movingTags.includes(place) || pinsOne(String(tag), twoParts)) {
        return undefined;
    }
    return `has the tag "${String(tag)}"${place === "" ? "" : ` of ${place}`}, which moves from one image to another; name a whole version, as ${twoParts ? "16.9" : "1.2.3"}, or a digest`;
}

/**
 * A full version, a daily build or a commit: tags that publishers do not move. OpenTelemetry's releases for Python are
 * called 0.64b0.
 */
function pinsOne(tag: string, twoParts: boolean): boolean {
    const commit = /(?:^|[^0-9a-z])([0-9a-f]{7,40})$/.exec(tag)?.[1];
    return (
        /\d+\.\d+(\.|b)\d+/.test(tag) ||
        /(^|\D)20\d{6}(\D|$)/.test(tag) ||
        (commit !== undefined && /\d/.test(commit)) ||
        (twoParts && /^v?\d+\.\d+/.test(tag))
    );
}

function registryProblem({ registry, repository }: ImageUse, { registries, mirrors }: Config): string | undefined {
    const host = known(registry);
    // Left to the chart's default, which is not visible here.
    if (host === undefined || repository === unknown) {
        return undefined;
    }
    const path = known(repository);
    const place = path === undefined ? host : `${host}/${path}`;
    const allowed = [...registries, ...mirrors];
    const narrower = path === undefined && allowed.some((entry) => entry.startsWith(`${host}/`));
    return isBelow(place, allowed) || narrower ? undefined : `comes from ${place}; allowed: ${allowed.join(", ")}`;
}

function known(part: unknown): string | undefined {
    return typeof part === "string" && part !== unknown ? part : undefined;
}

/**
 * Kong's charts set only the first parts of their images' versions (3.9), so that each pull may bring another image.
 */
function floatingDefaults(system: System): Violation[] {
    return chartNames.flatMap((chart) =>
        system.chart(chart).flatMap(({ urn, name, values }) =>
            listed(charts[chart].floatingImages)
                .filter((path) =>
                    ["tag", "digest", "unifiedRepoTag"].every((part) => (at(values, ...path, part) ?? "") === ""),
                )
                .map((path) => ({
                    urn,
                    message: `${name}: ${path.join(".")}.tag is missing, and the default tag of the chart ${chart} changes over time; add the exact tag`,
                })),
        ),
    );
}

/** The images of Bitnami's subcharts were removed from the public registry and cannot be pulled, pinned or not. */
function goneImages(system: System): Violation[] {
    const parts = system.charts.flatMap(({ urn, name, chart, values }) =>
        factsOf(chart, "parts").flatMap(({ enabled, gone: image }) =>
            "none" in image ||
            (at(values, ...enabled.path) ?? enabled.standard) !== true ||
            textAt(values, ...image) !== undefined
                ? []
                : [{ urn, name, key: enabled.path.join("."), image: image.slice(0, -1).join(".") }],
        ),
    );
    const gone = images(system).filter(
        ({ registry, repository }) =>
            (registry === undefined || registry === "docker.io") && known(repository)?.startsWith("bitnami/") === true,
    );
    return [
        ...parts.map(({ urn, name, key, image }) => ({
            urn,
            message: `${name}: ${key} installs Bitnami's PostgreSQL, whose images are gone from the public registry; use CloudNativePG or RDS, or set ${image}`,
        })),
        ...gone.map(({ urn, name, at: path, repository }) => ({
            urn,
            message: `${name}: ${path} names ${String(repository)}, and Bitnami's images are gone from the public registry; use another publisher's`,
        })),
    ];
}
