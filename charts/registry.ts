import { type ChartImage, type ChartName, chartPin } from "./index";
import pins from "./pins.json";

/** Mirrors from which charts and images come instead of their public sources. */
export interface Registry {
    /**
     * Replaces the source of every chart: an `https://` chart repository, an `oci://` registry path, or a folder of
     * packaged charts (`<chart>-<version>.tgz`).
     * @default each chart's own repository
     */
    charts?: string;
    /**
     * Replaces the registry of every image: one prefix (a registry with an optional path) for all, or one for each
     * public registry, as Amazon ECR pull-through caches need it. `docker.io/library/kong` becomes
     * `<prefix>/library/kong`.
     * @default each image's own registry
     */
    images?: string | Partial<Record<string, string>>;
    /**
     * A mirror of the Gateway API's CRDs at the pinned version: an address or a file.
     * @default the project's own release
     */
    gatewayApi?: string;
}

/** A pinned image in the three parts that charts take. */
export interface ImageRef {
    registry: string;
    repository: string;
    tag: string;
}

/** An image that an object of this program runs, not a chart. */
export function standaloneImage(image: keyof typeof pins.images, registry: Registry): ImageRef {
    return resolveImage(pins.images[image], registry);
}

export const standaloneImages: string[] = Object.values(pins.images);

/** A chart's pinned image, from the mirror if there is one. */
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

/** A chart as passed to Helm: a name in a repository, an OCI reference, or a file. */
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

/** Dashboards of grafana.com at the reviewed revisions. */
export const dashboards = pins.dashboards;
/** The Kubernetes minor version for EKS. */
export const kubernetesVersion = pins.kubernetes;
/** The PostgreSQL major version for RDS; AWS chooses and upgrades the minor version. */
export const rdsPostgresqlVersion = pins.rdsPostgresql;
