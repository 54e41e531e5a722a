import { type ChartImage, type ChartName, chartPin } from "./index";
import pins from "./pins.json";

/** Where charts and images come from when not from their public homes. */
export interface Registry {
    /**
     * Moves every chart: an `https://` chart repository, an `oci://` registry path, or a folder of packaged charts
     * (`<chart>-<version>.tgz`).
     * @default each chart's own repository
     */
    charts?: string;
    /**
     * Moves every image: a registry (with an optional path) that replaces each image's own, or one such prefix for each
     * public registry, as Amazon ECR pull-through caches need it. `docker.io/library/kong` becomes
     * `<prefix>/library/kong`.
     * @default each image's own registry
     */
    images?: string | Partial<Record<string, string>>;
    /**
     * A mirror's copy of the Gateway API's CRDs at the pinned version: an address or a file.
     * @default the project's own release
     */
    gatewayApi?: string;
}

/** A pinned image in the three parts that charts ask for. */
export interface ImageRef {
    registry: string;
    repository: string;
    tag: string;
}

/** An image that one of our own objects runs rather than a chart. */
export function standaloneImage(image: keyof typeof pins.images, registry: Registry): ImageRef {
    return resolveImage(pins.images[image], registry);
}

export const standaloneImages: string[] = Object.values(pins.images);

/** A chart's pinned image, moved to the mirror where there is one. */
export function chartImage<C extends ChartName>(chart: C, image: ChartImage<C>, registry: Registry): ImageRef {
    const pinned = chartPin(chart).images[image];
    if (pinned === undefined) {
        throw new Error(`charts/${chart}/pin.json lists no image "${image}"`);
    }
    return resolveImage(pinned, registry);
}

/** Splits `registry/path:tag` and applies the mirror. Pure. */
export function resolveImage(pinned: string, { images }: Registry): ImageRef {
    const [, host, repository, tag] = /^([^/]+)\/(.+):([^:/]+)$/.exec(pinned) ?? [];
    if (host === undefined || repository === undefined || tag === undefined) {
        throw new Error(`charts: image "${pinned}" is not of the form registry/path:tag`);
    }
    const mirror = typeof images === "string" ? images : images?.[host];
    return { registry: mirror?.replace(/\/+$/, "") ?? host, repository, tag };
}

/** `registry/path`, for charts that take the registry as part of the repository. */
export function imageRepository({ registry, repository }: ImageRef): string {
    return `${registry}/${repository}`;
}

/** `registry/path:tag`, as a container spec takes it. */
export function imageName(image: ImageRef): string {
    return `${imageRepository(image)}:${image.tag}`;
}

/** What Helm is asked for: a chart name in a repository, an OCI reference, or a file. */
export interface ChartSource {
    chart: string;
    version: string;
    repositoryOpts?: { repo: string };
}

export function chartSource(chart: ChartName, { charts }: Registry): ChartSource {
    const { repository, version } = chartPin(chart);
    const home = (charts ?? repository).replace(/\/+$/, "");
    if (/^https?:\/\//.test(home)) {
        return { chart, version, repositoryOpts: { repo: home } };
    }
    return home.startsWith("oci://")
        ? { chart: `${home}/${chart}`, version }
        : { chart: `${home}/${chart}-${version}.tgz`, version };
}

/** The Gateway API's CRDs, standard channel, at the version that the pinned ingress controller is built against. */
export function gatewayApiSource({ gatewayApi }: Registry): string {
    return gatewayApi ?? pins.gatewayApi.url;
}

/** grafana.com dashboards at the revisions we have seen. */
export const dashboards = pins.dashboards;
/** The Kubernetes minor version that EKS runs. */
export const kubernetesVersion = pins.kubernetes;
/** The PostgreSQL major version that RDS runs; AWS picks and upgrades the minor one. */
export const rdsPostgresqlVersion = pins.rdsPostgresql;
