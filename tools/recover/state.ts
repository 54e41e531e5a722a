import { z } from "zod";

/** Pulumi's mark of a secret, in a state exported with or without plain-text secrets (sdk/go/common/resource/sig). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const resource = z.looseObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean().optional(),
    id: z.string().optional(),
    provider: z.string().optional(),
    parent: z.string().optional(),
    delete: z.boolean().optional(),
    pendingReplacement: z.boolean().optional(),
    created: z.string().optional(),
    initErrors: z.array(z.string()).nullish(),
    inputs: z.record(z.string(), z.unknown()).nullish(),
    outputs: z.record(z.string(), z.unknown()).nullish(),
});
const operation = z.looseObject({
    type: z.enum(["creating", "updating", "deleting", "reading", "importing"]),
    resource,
});
const exported = z.looseObject({
    deployment: z.looseObject({
        resources: z.array(resource).nullish(),
        pending_operations: z.array(operation).nullish(),
    }),
});

/** Output of `pulumi stack export`. Fields that are not read here are kept unchanged. */
export type Exported = z.infer<typeof exported>;
export type StateResource = z.infer<typeof resource>;
export type PendingOperation = z.infer<typeof operation>;

/** @throws Error if it is not a state. The message does not quote it, because a state contains secrets */
export function parseState(text: string): Exported {
    const parsed = exported.safeParse(json(text));
    if (!parsed.success) {
        const paths = parsed.error.issues.map(({ path }) => path.join("."));
        throw new Error(
            `pulumi stack export: got a state of another form, at ${paths.join(", ")}; allowed: one of version 3`,
        );
    }
    return parsed.data;
}

/** JSON.parse quotes what it cannot read. */
function json(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error("pulumi stack export: got a text that is no JSON; allowed: a state");
    }
}

/** A value of a state, with decrypted secrets if it was exported with `--show-secrets`. */
export function opened(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(opened);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = value as Record<string, unknown>;
    if (entries[signature] === secretSignature) {
        return typeof entries.plaintext === "string" ? opened(JSON.parse(entries.plaintext)) : undefined;
    }
    return Object.fromEntries(Object.entries(entries).map(([key, inner]) => [key, opened(inner)]));
}

/**
 * Whether the resource exists. What was deleted to be recreated stays in the state for its dependents until it is
 * recreated.
 */
export const exists = ({ delete: old, pendingReplacement }: StateResource): boolean => !old && !pendingReplacement;

/** What happens to one pending creation in the state. */
export interface StateChange {
    urn: string;
    /** The provider's id of the created object; without one, nothing was created. */
    id?: string;
    /** The id of the object that it replaces, which the next `up` deletes. */
    replaces?: string;
}

/**
 * The state without pending operations. The engine keeps only creations from one update to the next, because it cannot
 * know whether they completed (pkg/backend/snapshot.go). One that did is added as a resource without outputs, which a
 * refresh then reads like an import. `pulumi stack import` drops all pending operations of its input
 * (pkg/cmd/pulumi/stack/io.go), so none can be kept.
 */
export function settle(state: Exported, changes: StateChange[]): Exported {
    const { deployment } = state;
    const resources = deployment.resources ?? [];
    const operations = deployment.pending_operations ?? [];
    const adopted = changes.flatMap(({ urn, id, replaces }) => {
        const known = resources.find((one) => exists(one) && one.urn === urn);
        if (id === undefined || (known !== undefined && (replaces === undefined || known.id !== replaces))) {
            return [];
        }
        const pending = operations.find((one) => one.type === "creating" && one.resource.urn === urn)?.resource;
        return [{ ...(pending ?? unrecorded(urn, state)), id, outputs: {} }];
    });
    // Before its dependents: in the place of what it replaces. Resources that are still to be deleted come after, as in
    // the engine.
    const heir = (one: StateResource): StateResource | undefined =>
        one.delete ? undefined : adopted.find(({ urn }) => urn === one.urn);
    const placed = resources.map((one) => heir(one) ?? one);
    const added = adopted.filter((one) => !placed.includes(one));
    const replaced = resources.filter((one) => exists(one) && heir(one)).map((one) => ({ ...one, delete: true }));
    const kept = [...placed, ...added, ...replaced];
    return { ...state, deployment: { ...deployment, resources: kept, pending_operations: [] } };
}

/** The type of a Helm release, as the engine names it. */
export const releaseType = "kubernetes:helm.sh/v3:Release";

/** The URN of the release of one of our components, which has the component's name. */
export const releaseOf = (component: string): string =>
    component.replace(/::([^:]+)$/, (_, name: string) => `$${releaseType}::${name}`);

/** A release that is missing in the state, under its component. The next `up` reads and compares everything else. */
function unrecorded(urn: string, { deployment }: Exported): StateResource {
    const { urn: provider, id = "" } = kubernetesProvider(deployment) ?? {};
    const parent = deployment.resources?.find((resource) => releaseOf(resource.urn) === urn && !resource.delete);
    if (provider === undefined || parent === undefined) {
        throw new Error(`${urn}: the state has neither its component nor a provider for it`);
    }
    const place = { parent: parent.urn, provider: `${provider}::${id}` };
    return { urn, custom: true, type: releaseType, inputs: {}, ...place };
}

const kubernetesProvider = ({ resources }: Exported["deployment"]): StateResource | undefined =>
    resources?.find(({ type, delete: old }) => type === "pulumi:providers:kubernetes" && !old);

/** The kubeconfig of the state's first Kubernetes provider; an empty text if it reads kubectl's files. */
export function clusterAccess({ deployment }: Exported): { kubeconfig: string; context?: string } {
    const { kubeconfig, context } = (opened(kubernetesProvider(deployment)?.inputs ?? {}) ?? {}) as Record<
        string,
        unknown
    >;
    const text = typeof kubeconfig === "string" ? kubeconfig : "";
    return { kubeconfig: text, ...(typeof context === "string" && { context }) };
}
