import { readYamlDocuments } from "../../model/parsing";
import { isObject } from "../plan/values";

/** A Kubernetes object, typed by the fields that all kinds have. */
export interface Manifest {
    kind: string;
    metadata: { name: string; namespace?: string };
    [field: string]: unknown;
}

/** The objects of a rendered chart, those in Lists included. */
export function parseManifests(text: string): Manifest[] {
    // A key given twice is refused: some parsers take the last value, others none, so nobody knows what Kubernetes will
    // get.
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

/** A Service that a chart makes. */
export interface RenderedService {
    service: string;
    namespace: string;
    ports: number[];
}

/** @param releaseNamespace where objects go that name none */
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
    /** With its registry, as `docker pull` would complete it. */
    image: string;
    /** Kind and name: `Deployment/name`. */
    object: string;
}

/**
 * Given to the operator whatever it runs: Thanos is only pulled for a Prometheus with `spec.thanos`, which is then an
 * image of its own.
 */
const neverPulled = /^--thanos-default-base-image=/;
/**
 * Fields that hold an image: of containers, of custom resources (Prometheus, Cluster) and of nothing else that charts
 * render.
 */
const imageFields = new Set(["image", "imageName"]);
/** Arguments and environment variables by which operators are told what to run. */
const imageArgument = /^--[a-z-]*(?:image|config-reloader)=(.+)$/;
const imageVariable = /IMAGE_NAME$|^RELATED_IMAGE_/;

/** Every image that objects run, each once an object. */
export function imagesIn(manifests: Manifest[]): ImageUse[] {
    return (
        manifests
            // A CRD describes such fields, it does not fill them.
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

/** Texts of a ConfigMap or Secret run nothing, whatever their keys are called. */
const plainData = new Set(["data", "stringData", "binaryData"]);

/** `kong:3.9` → `docker.io/library/kong:3.9`, as every container runtime reads it. */
export function completeImage(image: string): string {
    const [first = "", ...rest] = image.split("/");
    if (rest.length === 0) {
        return `docker.io/library/${image}`;
    }
    return /[.:]/.test(first) || first === "localhost" ? image : `docker.io/${image}`;
}
