import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { PlannedResource } from "../plan/recorder";
import { isObject } from "../plan/values";
import { literalsIn } from "./literals";

/** A Kubernetes object for Git. */
interface ForGit {
    file: string;
    text: string;
}

/** Resources that are not in Git, and why. */
interface LeftOut {
    what: string;
    why: string;
}

const header = "# Written by `npm run render -- STACK --gitops DIR`.\n";
/** What is not for Argo CD, which reads YAML and JSON. */
export const leftOutFile = "LEFT-OUT.md";

/**
 * The Applications, the AppProject and the own objects of a plan, for a repository that Argo CD reads. Sorted, so that
 * two runs write the same bytes.
 *
 * @param declared texts that the stack file declares as not secret
 */
export function forGit(
    resources: readonly PlannedResource[],
    declared: ReadonlySet<string>,
): { objects: ForGit[]; leftOut: LeftOut[] } {
    const objects: ForGit[] = [];
    const leftOut: LeftOut[] = [];
    for (const resource of resources.filter(isReal)) {
        const why = reasonAgainst(resource, declared);
        if (why === undefined) {
            objects.push(objectOf(resource.inputs));
        } else {
            leftOut.push({ what: `${resource.type} ${resource.name}`, why });
        }
    }
    const files = objects.map(({ file }) => file);
    const twice = files.find((file, index) => files.indexOf(file) !== index);
    if (twice !== undefined) {
        throw new Error(`${twice}: two objects of the plan have this name`);
    }
    const by = (one: string, other: string): number => (one < other ? -1 : 1);
    return {
        objects: objects.sort((a, b) => by(a.file, b.file)),
        leftOut: leftOut.sort((a, b) => by(a.what, b.what)),
    };
}

/** Writes it, and removes what an earlier run wrote and this one does not. Any other file there stays. */
export function writeForGit(folder: string, { objects, leftOut }: ReturnType<typeof forGit>): void {
    mkdirSync(folder, { recursive: true });
    const kept = new Set(objects.map(({ file }) => file));
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml") && !kept.has(name))) {
        if (readFileSync(path.join(folder, file), "utf8").startsWith(header)) {
            rmSync(path.join(folder, file));
        }
    }
    objects.forEach(({ file, text }) => writeFileSync(path.join(folder, file), text));
    const lines = leftOut.map(({ what, why }) => `- ${what}: ${why}\n`);
    const text = `# Not in this folder, and why\n\n${lines.join("") || "Nothing.\n"}`;
    writeFileSync(path.join(folder, leftOutFile), text);
}

/** Neither a component nor a provider: those exist in Pulumi alone. */
function isReal({ type }: PlannedResource): boolean {
    return !/^(pulumi:|kong-observability:)/.test(type);
}

/** Why a resource cannot be in Git; undefined if it can. */
function reasonAgainst(resource: PlannedResource, declared: ReadonlySet<string>): string | undefined {
    const { type, inputs, secrets, unknowns } = resource;
    if (!type.startsWith("kubernetes:")) {
        return "no Kubernetes object; Pulumi makes it";
    }
    if (type.endsWith("Patch")) {
        return "changes an object that others made; Pulumi does";
    }
    const { apiVersion, kind, metadata } = inputs;
    if (typeof apiVersion !== "string" || typeof kind !== "string" || !isObject(metadata)) {
        return "no object that this stack writes itself: a chart, a file, or one that is only read";
    }
    if (kind === "Secret") {
        return "a Secret; Pulumi makes it";
    }
    if (secrets.length > 0) {
        return `a secret at ${secrets.join(", ")}; Pulumi makes it`;
    }
    if (unknowns.length > 0) {
        return `known only in \`pulumi up\`: ${unknowns.join(", ")}`;
    }
    const literal = literalsIn(resource, declared);
    return literal.length > 0 ? `may contain a secret at ${literal.join(", ")}` : undefined;
}

function objectOf({ apiVersion, kind, metadata, ...rest }: Record<string, unknown>): ForGit {
    const { annotations, ...about } = metadata as Record<string, unknown>;
    const { name, namespace } = about;
    const ours = Object.entries(isObject(annotations) ? annotations : {}).filter(
        // Words to Pulumi's provider.
        ([key]) => !key.startsWith("pulumi.com/"),
    );
    const object = {
        apiVersion,
        kind,
        metadata: { ...about, ...(ours.length > 0 && { annotations: Object.fromEntries(ours) }) },
        ...rest,
    };
    const file = [kind, namespace, name].filter((part) => part !== undefined).join(".");
    return {
        file: `${file}.yaml`,
        text: header + stringify(object, { aliasDuplicateObjects: false, lineWidth: 0, sortMapEntries: true }),
    };
}
