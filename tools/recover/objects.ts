import { isValues, joinPath, type Values } from "../../model/values";
import type { ReleaseCluster } from "./cluster";
import type { ObjectFacts, ObjectPlace } from "./facts";
import { exists, opened, releaseType, type StateResource } from "./state";

/**
 * Whether a resource is a Kubernetes object that the provider creates as a client does: the API server refuses if the
 * name exists (since 4.29 of the provider; `upsertExistingObjects` restores the former behaviour). A Patch is not: it
 * is always applied over an existing object (provider/pkg/await/await.go).
 */
export function isObject({ type, custom, inputs }: StateResource): boolean {
    const patches = type.endsWith(`:${String(inputs?.kind)}Patch`);
    return type.startsWith("kubernetes:") && type !== releaseType && custom !== false && !patches;
}

/** The form of the provider's ids (provider/pkg/provider/util.go). */
export const idOf = ({ namespace, name }: Pick<ObjectPlace, "name" | "namespace">): string =>
    namespace === undefined ? name : `${namespace}/${name}`;

/**
 * The result of an object's creation. The engine keeps the provider's inputs, which include name and namespace even if
 * the provider chose them.
 *
 * @param resources those of the state, exported with its secrets, none of which is copied into the facts
 */
export async function objectFacts(
    pending: StateResource,
    resources: StateResource[],
    cluster: Pick<ReleaseCluster, "object">,
    now: Date,
): Promise<ObjectFacts> {
    const asked = asStored(opened(pending.inputs ?? {}) as Values);
    const { apiVersion, kind, metadata } = asked as { apiVersion?: string; kind?: string; metadata?: Values };
    const { name, namespace } = (metadata ?? {}) as { name?: string; namespace?: string };
    if (apiVersion === undefined || kind === undefined || name === undefined) {
        return { is: "doubtful", why: "its name is not in the state" };
    }
    const place = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
    const live = await cluster.object(place);
    if (live === undefined) {
        return { is: "missing", id: idOf(place) };
    }
    const of = live.metadata as { name: string; namespace?: string; deletionTimestamp?: string };
    const id = idOf(of);
    if (resources.some((one) => exists(one) && one.urn === pending.urn && one.id === id)) {
        return { is: "recorded", id };
    }
    if (of.deletionTimestamp !== undefined) {
        return { is: "ending", id };
    }
    const why = elsewhere(resources, pending, id) ?? notOurs(asked, live, since(pending, resources, now));
    return why === undefined ? { is: "ours", id } : { is: "doubtful", id, why };
}

/** Two resources for one object: the next `up` would delete it together with the resource that is no longer wanted. */
function elsewhere(resources: StateResource[], { urn, type }: StateResource, id: string): string | undefined {
    const kindOf = (of: string): string | undefined => of.split(":").at(-1);
    const other = resources.find((one) => one.urn !== urn && one.id === id && kindOf(one.type) === kindOf(type));
    return other && `the state has it already, as ${other.urn}`;
}

/** Resources are created only after their parent is in the state. */
function since({ parent }: StateResource, resources: StateResource[], now: Date): Date {
    const created = resources.find(({ urn }) => urn === parent)?.created;
    return created === undefined ? now : new Date(created);
}

/**
 * Why an object may be someone else's: a name alone proves nothing on a shared cluster. Each check may also fail for an
 * object of ours (clocks differ, a webhook changes fields); then the user is asked.
 */
function notOurs(asked: Values, live: Values, from: Date): string | undefined {
    const { managedFields = [], creationTimestamp } = live.metadata as {
        managedFields?: { manager?: string }[];
        creationTimestamp?: string;
    };
    // "pulumi-kubernetes" creates, and "pulumi-kubernetes-…" applies (provider/pkg/provider/provider.go). Objects
    // without fields, such as a ServiceAccount, have no manager.
    if (managedFields.length > 0 && !managedFields.some(({ manager }) => manager?.startsWith("pulumi-kubernetes"))) {
        return "Pulumi did not make it";
    }
    // The API server's times are whole seconds.
    const made = new Date(creationTimestamp ?? 0).getTime();
    if (made < Math.floor(from.getTime() / 1000) * 1000) {
        return "it existed before this stack requested it";
    }
    const path = whereDiffers(asked, live);
    return path === undefined ? undefined : `it differs from what this stack requested, at ${path}`;
}

/** How the API server stores its input (pkg/apis/core/v1/conversion.go of Kubernetes, for a Secret). */
function asStored({ stringData, status: _, ...kept }: Values): Values {
    if (!isValues(stringData)) {
        return kept;
    }
    const encoded = (text: unknown): string => Buffer.from(String(text)).toString("base64");
    const written = Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, encoded(text)]));
    return { ...kept, data: { ...(kept.data as Values | undefined), ...written } };
}

/**
 * The first path at which an object differs from the request. Additional fields come from the API server: defaults, and
 * status. It leaves out empty values.
 */
export function whereDiffers(asked: unknown, live: unknown, path = ""): string | undefined {
    if (isEmpty(asked) && isEmpty(live)) {
        return undefined;
    }
    if (Array.isArray(asked)) {
        return Array.isArray(live) && live.length === asked.length
            ? first(asked.map((one, index) => whereDiffers(one, live[index], `${path}[${index}]`)))
            : path;
    }
    if (isValues(asked)) {
        const keys = Object.keys(asked).filter((key) => !key.startsWith("__"));
        return isValues(live)
            ? first(keys.map((key) => whereDiffers(asked[key], live[key], path === "" ? key : joinPath(path, key))))
            : path;
    }
    return asked === live ? undefined : path;
}

const first = (paths: (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined);

const isEmpty = (value: unknown): boolean =>
    Array.isArray(value) ? value.length === 0 : isValues(value) ? Object.keys(value).length === 0 : !value;
