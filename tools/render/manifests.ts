import { readYamlDocuments } from "../../model/parsing";
import { isObject } from "../plan/values";

/** A Kubernetes object, typed by the fields that all kinds have. */
export interface Manifest {
    kind: string;
    metadata: { name: string; namespace?: string };
    [field: string]: unknown;
}

/** The objects of a rendered chart, including those in Lists. */
export function parseManifests(text: string): Manifest[] {
    // Duplicate keys are refused: parsers differ in which value they take, so it is unclear what Kubernetes gets.
    try {
        return readYamlDocuments(text, { uniqueKeys: true }).flatMap(objectsOf);
    } catch (error) {
        throw new Error(`not valid YAML: ${(error as Error).message}`);
    }
}

function objectsOf(content: unknown): Manifest[] {
    if (!isObject(content)) {
        return [];
    }
    return String(content.kind).endsWith("List") && Array.isArray(content.items)
        ? content.items.flatMap(objectsOf)
        : [content as Manifest];
}

/** A Service that a chart creates. */
export interface RenderedService {
    service: string;
    namespace: string;
    ports: number[];
}

/** @param releaseNamespace the namespace of objects without one */
export function servicesIn(manifests: Manifest[], releaseNamespace: string): RenderedService[] {
    return manifests
        .filter(({ kind }) => kind === "Service")
        .map(({ metadata, spec }) => ({
            service: metadata.name,
            namespace: metadata.namespace ?? releaseNamespace,
            ports: (isObject(spec) && Array.isArray(spec.ports) ? spec.ports : []).map((port: { port: unknown }) =>
                Number(port.port),
            ),
        }));
}

/** An image that an object runs, or tells an operator to run. */
export interface ImageUse {
    /** Complete, with its registry, as `docker pull` resolves it. */
    image: string;
    /** Kind and name: `Deployment/name`. */
    object: string;
}

/**
 * Always passed to the operator: Thanos is only pulled for a Prometheus with `spec.thanos`, which then is a separate
 * image.
 */
const neverPulled = /^--thanos-default-base-image=/;
/**
 * Fields with an image in containers and custom resources (Prometheus, Cluster); charts render no others with these
 * names.
 */
const imageFields = new Set(["image", "imageName"]);
/** Arguments and environment variables that tell operators which image to run. */
const imageArgument = /^--[a-z-]*(?:image|config-reloader)=(.+)$/;
const imageVariable = /IMAGE_NAME$|^RELATED_IMAGE_/;

/** Every image that objects run, once per object. */
export function imagesIn(manifests: Manifest[]): ImageUse[] {
    return (
        manifests
            // A CRD only describes such fields.
            .filter(({ kind }) => kind !== "CustomResourceDefinition")
            .flatMap((manifest) =>
                [...new Set(imageTexts(manifest))].map((image) => ({
                    image: completeImage(image),
                    object: `${manifest.kind}/${manifest.metadata.name}`,
                })),
            )
    );
}

function* imageTexts(value: unknown): Generator<string> {
    if (Array.isArray(value)) {
        for (const item of value) {
            if (typeof item === "string" && !neverPulled.test(item)) {
                const image = imageArgument.exec(item)?.[1];
                if (image !== undefined) {
                    yield image;
                }
            } else {
                yield* imageTexts(item);
            }
        }
    } else if (isObject(value)) {
        if (typeof value.name === "string" && imageVariable.test(value.name) && typeof value.value === "string") {
            yield value.value;
        }
        for (const [key, item] of Object.entries(value)) {
            if (imageFields.has(key) && typeof item === "string" && item !== "") {
                yield item;
            } else if (!plainData.has(key)) {
                yield* imageTexts(item);
            }
        }
    }
}

/** Texts in a ConfigMap or Secret run nothing, whatever their keys. */
const plainData = new Set(["data", "stringData", "binaryData"]);

/** `kong:3.9` → `docker.io/library/kong:3.9`, as container runtimes resolve it. */
export function completeImage(image: string): string {
    const [first = "", ...rest] = image.split("/");
    if (rest.length === 0) {
        return `docker.io/library/${image}`;
    }
    return /[.:]/.test(first) || first === "localhost" ? image : `docker.io/${image}`;
}
