import { type ChartName, chartPin, factsOf } from "../../charts";
import { imageName, type Registry, resolveImage, standaloneImages } from "../../charts/registry";
import { crdsOf } from "../../components/release/guard/crds";
import { type ImageUse, imagesIn, type Manifest, servicesIn } from "./manifests";
import type { PlannedRelease } from "./releases";

/** What is wrong with one rendered release. */
export function releaseProblems(
    { releaseName, namespace, chart, serves }: PlannedRelease,
    manifests: Manifest[],
    registry: Registry,
): string[] {
    const services = servicesIn(manifests, namespace);
    const missing = serves.flatMap((served) => {
        const found = services.find(
            ({ service, namespace: place }) => service === served.service && place === served.namespace,
        );
        if (found === undefined) {
            return [
                `serves Service ${served.namespace}/${served.service}, which the chart does not render; it renders ${names(services.map(({ service, namespace: place }) => `${place}/${service}`))}`,
            ];
        }
        return Object.entries(served.ports)
            .filter(([, port]) => !found.ports.includes(port))
            .map(
                ([name, port]) =>
                    `serves port ${port} (${name}) of Service ${served.service}, which has only ${names(found.ports.map(String))}`,
            );
    });
    const unlisted = imageProblems(
        imagesIn(manifests),
        Object.values(chartPin(chart).images),
        registry,
        `charts/${chart}/pin.json`,
    );
    return [...missing, ...unlisted, ...clusterWideProblems(manifests, { chart, releaseName, namespace })].map(
        (problem) => `${releaseName} (chart ${chart}): ${problem}`,
    );
}

/** Kinds without a namespace that charts create. CRDs are the pin's. */
const clusterWide =
    /^(ClusterRole|ClusterRoleBinding|(Mutating|Validating)WebhookConfiguration|IngressClass|GatewayClass|PriorityClass|StorageClass|APIService|Namespace)$/;

/** Objects without a namespace that the description does not know, by which two releases may collide. */
function clusterWideProblems(
    manifests: Manifest[],
    { chart, releaseName, namespace }: Pick<PlannedRelease, "chart" | "releaseName" | "namespace">,
): string[] {
    const known = new Set(factsOf(chart, "clusterWide").map((named) => named(releaseName, namespace)));
    return manifests
        .filter(({ kind }) => clusterWide.test(kind))
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
        .filter((object) => !known.has(object))
        .map((object) => `renders ${object}, which charts/${chart}/chart.ts does not list under clusterWide`);
}

/**
 * Whether the chart's pin lists the CRDs in the folder `crds/` of the chart or of an enabled subchart, which Helm never
 * upgrades. In Helm's output only its comment about the source distinguishes them from CRDs in templates.
 *
 * @param text as rendered by Helm
 */
export function crdProblems({ releaseName, chart, values, skipCrds }: PlannedRelease, text: string): string[] {
    const installed = text
        .split(/^---$/m)
        .filter(
            (document) =>
                /^# Source: (?!.*\/templates\/).*\/crds\/[^/]+$/m.test(document) || !document.includes("# Source: "),
        )
        .flatMap(
            (document) => /^kind: CustomResourceDefinition$[\s\S]*?^ {2}name: "?([\w.-]+)/m.exec(document)?.[1] ?? [],
        );
    const listed = skipCrds ? [] : crdsOf(chart, values);
    const differ = [
        ...installed.filter((name) => !listed.includes(name)),
        ...listed.filter((name) => !installed.includes(name)),
    ];
    const where = `charts/${chart}/pin.json lists under crds`;
    return differ.length === 0
        ? []
        : [`${releaseName} (chart ${chart}): brings the CRDs ${names(installed)}, and ${where} ${names(listed)}`];
}

/** Our own objects run images too: Jobs, and custom resources that an operator turns into pods. */
export function ownProblems(manifests: Manifest[], charts: ChartName[], registry: Registry): string[] {
    const pinned = [...standaloneImages, ...charts.flatMap((chart) => Object.values(chartPin(chart).images))];
    return imageProblems(imagesIn(manifests), pinned, registry, "charts/pins.json").map(
        (problem) => `own objects: ${problem}`,
    );
}

/**
 * The mirror is applied to the pinned images, not removed from the rendered ones, so that an image that bypasses the
 * mirror is found too.
 */
function imageProblems(uses: ImageUse[], pinned: string[], registry: Registry, listed: string): string[] {
    const expected = new Set(pinned.map((image) => imageName(resolveImage(image, registry))));
    const objectsByImage = new Map<string, string[]>();
    for (const { image, object } of uses) {
        if (!expected.has(image)) {
            objectsByImage.set(image, [...(objectsByImage.get(image) ?? []), object]);
        }
    }
    return [...objectsByImage].map(([image, objects]) => {
        const reason = pinned.includes(image)
            ? "which registry.images does not move"
            : `which ${listed} does not list under images`;
        return `runs image ${image} in ${names(objects)}, ${reason}`;
    });
}

function names(items: string[]): string {
    return items.length === 0 ? "none" : [...new Set(items)].sort().join(", ");
}
