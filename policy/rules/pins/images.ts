import { isValues, secret, type Seen, unknown, type Values } from "../../library/resource";
import type { System } from "../../library/system";

/** An image that a resource names. Parts that are left to a chart's default are undefined. */
export interface ImageUse {
    urn: string;
    name: string;
    /** Key path in the chart's values or in the object. */
    at: string;
    registry: unknown;
    /** Path in the registry. */
    repository: unknown;
    tag: unknown;
    digest: unknown;
}

type Parts = Pick<ImageUse, "registry" | "repository" | "tag" | "digest">;

/** Every image, in charts' values and in our Kubernetes objects, pod templates and custom resources included. */
export function images(system: System): ImageUse[] {
    const charts = system.charts.flatMap(({ urn, name, values }) =>
        [...imagesIn(values)].map((image) => ({ urn, name, ...image })),
    );
    const objects = system.resources
        .filter(runsImages)
        .flatMap(({ urn, name, inputs }) => [...imagesIn(inputs)].map((image) => ({ urn, name, ...image })));
    return [...charts, ...objects];
}

/** Not charts, which are read separately; not data, which names no images; not schemas, which only describe them. */
function runsImages({ type }: Seen): boolean {
    return (
        type.startsWith("kubernetes:") &&
        !/:(Release|Application|Secret|ConfigMap|CustomResourceDefinition)$/.test(type)
    );
}

interface Named extends Parts {
    at: string;
}

function* imagesIn(value: unknown, path: string[] = []): Generator<Named> {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* imagesIn(item, [...path.slice(0, -1), `${path.at(-1) ?? ""}[${index}]`]);
        }
    } else if (isValues(value)) {
        const parts = imageObject(value, path);
        if (parts !== undefined) {
            yield { at: path.join("."), ...parts };
        }
        for (const [key, item] of Object.entries(value)) {
            if (typeof item === "string" && holdsImage(key, path)) {
                yield* wholeImage(item, value, [...path, key].join("."));
            } else {
                yield* imagesIn(item, [...path, key]);
            }
        }
    }
}

/**
 * `image` in a container, `imageName` of CloudNativePG, `reference` of an image volume, `POSTGRES_IMAGE_NAME` in an
 * operator's settings, ...
 */
function holdsImage(key: string, path: string[]): boolean {
    return (
        /^(image|imageName|baseImage|[A-Z_]+_IMAGE(_NAME)?)$/.test(key) ||
        (key === "reference" && path.at(-1) === "image")
    );
}

function* wholeImage(text: string, parent: Values, at: string): Generator<Named> {
    if (text !== "" && text !== unknown && text !== secret && !text.includes("{{")) {
        const parsed = parseImage(text);
        // Some charts take the image as a text with a separate tag.
        yield {
            at,
            ...parsed,
            registry: parsed.registry ?? "docker.io",
            tag: parsed.tag ?? filled(parent.imageTag) ?? filled(parent.tag),
        };
    }
}

/**
 * The parts of an image in charts that take it in parts: `{registry, repository, tag, sha or digest}` under a key such
 * as `image` or `collectorImage`, or next to other settings in Tempo's chart. `unifiedRepoTag` of Kong's chart
 * overrides the parts.
 */
function imageObject(value: Values, path: string[]): Parts | undefined {
    const unified = filled(value.unifiedRepoTag);
    if (unified !== undefined) {
        const parsed = typeof unified === "string" && unified !== unknown ? parseImage(unified) : undefined;
        return parsed && { ...parsed, registry: parsed.registry ?? "docker.io" };
    }
    const global = filled(value.imageRegistry);
    if (global !== undefined) {
        return { registry: global, repository: undefined, tag: undefined, digest: undefined };
    }
    const parts = {
        registry: filled(value.registry),
        repository: filled(value.repository),
        tag: filled(value.tag),
        digest: filled(value.digest) ?? filled(value.sha),
    };
    const { registry, repository, tag, digest } = parts;
    const named = path.slice(-2).some((key) => /image$/i.test(key)) || /^tempo(Query)?$/.test(path.at(-1) ?? "");
    const complete = repository !== undefined && (tag !== undefined || registry !== undefined);
    if (!complete && !(named && Object.values(parts).some((part) => part !== undefined))) {
        return undefined;
    }
    if (typeof repository !== "string" || repository === unknown || registry !== undefined) {
        return parts;
    }
    const parsed = parseImage(repository);
    return {
        registry: parsed.registry,
        repository: parsed.repository,
        tag: tag ?? parsed.tag,
        digest: digest ?? parsed.digest,
    };
}

/** Charts take an empty text, or null, for "not set". */
function filled(value: unknown): unknown {
    return value === "" || value === null ? undefined : value;
}

/** The parts of `host/path:tag@digest`; a first part without dot or port is not a host. */
function parseImage(text: string): {
    registry: string | undefined;
    repository: string;
    tag: string | undefined;
    digest: string | undefined;
} {
    const [name = "", digest] = text.split("@");
    const [, path = name, tag] = /^(.+?)(?::([^/:]*))?$/.exec(name) ?? [];
    const [first = "", ...rest] = path.split("/");
    const hosted = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    return {
        registry: hosted ? first : undefined,
        repository: hosted ? rest.join("/") : path,
        tag: tag === "" ? undefined : tag,
        digest,
    };
}
