import { readYamlDocuments } from "../../model/parsing";
import { longestText } from "../../model/secrets/mask";
import { secretMark } from "../../model/values";
import { maskedInputs } from "../plan/shown";
import { isObject, joinPath, withoutSecretContent } from "../plan/values";
import type { PlannedResource } from "../plan/recorder";
import { valuesPath } from "../../policy/library/installs/install";
import { isComponent } from "../../policy/library/resource";
import { otherStackType } from "../../policy/library/wiring/wires";

export type Kind = "created" | "deleted" | "replaced" | "changed";

/** One value that differs; undefined where it does not exist. */
interface Difference {
    path: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
}

export interface Change {
    kind: Kind;
    resource: PlannedResource;
    /** Empty if the resource is created or deleted. */
    differences: Difference[];
}

const stackType = "pulumi:pulumi:Stack";

/**
 * The differences between two plans. Components are left out, since their arguments appear again in their resources;
 * except for what another stack hands on, where a change there shows.
 */
export function changesBetween(base: PlannedResource[], head: PlannedResource[]): Change[] {
    const [before, after] = [real(base), real(head)];
    const both = [...after.values()].flatMap((resource): Change[] => {
        const old = before.get(resource.urn);
        if (old === undefined) {
            return [{ kind: "created", resource, differences: [] }];
        }
        const differences = differencesBetween(old, resource);
        return differences.length === 0
            ? []
            : [{ kind: isReplaced(old, differences) ? "replaced" : "changed", resource, differences }];
    });
    const deleted = [...before.values()]
        .filter(({ urn }) => !after.has(urn))
        .map((resource): Change => ({ kind: "deleted", resource, differences: [] }));
    return [...both, ...deleted];
}

function real(resources: PlannedResource[]): Map<string, PlannedResource> {
    return new Map(
        resources
            .filter(({ type }) => type !== stackType && (!isComponent(type) || type === otherStackType))
            .map((resource) => [resource.urn, resource]),
    );
}

function differencesBetween(before: PlannedResource, after: PlannedResource): Difference[] {
    if (before.protect === after.protect && JSON.stringify(before.inputs) === JSON.stringify(after.inputs)) {
        return [];
    }
    const [old, now] = [leavesOf(before), leavesOf(after)];
    // The policy pack refuses secrets as literals; the comment that reports one must not print it.
    const [shownOld, shownNow] = [shownLeaf(before, old), shownLeaf(after, now)];
    return [...new Set([...old.keys(), ...now.keys()])]
        .sort()
        .filter((path) => old.get(path) !== now.get(path))
        .map((path) => ({
            path,
            get before() {
                return shownOld(path);
            },
            get after() {
                return shownNow(path);
            },
        }));
}

/**
 * Returns a function that shows the value at a path without secrets. The copy is made only when needed, because few of
 * many changes are shown.
 */
function shownLeaf(resource: PlannedResource, leaves: Map<string, string>): (path: string) => string | undefined {
    let safe: Map<string, string> | undefined;
    return (path) => {
        safe ??= leavesOf({ ...resource, inputs: maskedInputs(resource) });
        // A value inside a hidden parent no longer has a path of its own.
        return leaves.has(path) ? (safe.get(path) ?? secretMark) : undefined;
    };
}

/**
 * Every value by its path. YAML or JSON in a ConfigMap is parsed too, so that each field of a plugin is a value; and so
 * are an Application's values.
 */
function leavesOf({ type, inputs, protect }: PlannedResource): Map<string, string> {
    const leaves = new Map<string, string>();
    const walk = (value: unknown, path: string): void => {
        if (Array.isArray(value)) {
            value.forEach((item, index) => walk(item, `${path}[${nameOf(item) ?? index}]`));
        } else if (isObject(value) && Object.keys(value).length > 0) {
            Object.entries(value).forEach(([key, item]) =>
                walk(documentIn(key, item, path), valuesPath(path === "" ? key : joinPath(path, key))),
            );
        } else {
            const used = leaves.has(path) ? `${path}#${leaves.size}` : path;
            leaves.set(used, typeof value === "string" ? value : (JSON.stringify(value) ?? "null"));
        }
    };
    walk(withoutSecretContent({ type, inputs }), "");
    if (protect) {
        leaves.set("protect", "true");
    }
    return leaves;
}

/** List entries are identified by name if they have one: inserting a plugin before another is then a single change. */
function nameOf(item: unknown): string | undefined {
    return isObject(item) && typeof item.name === "string" ? item.name : undefined;
}

function documentIn(key: string, value: unknown, parent: string): unknown {
    const isDocument = /\.(ya?ml|json)$/.test(key) || (key === "values" && /(^|\.)helm$/.test(parent));
    if (typeof value !== "string" || !isDocument || value.length > longestText) {
        return value;
    }
    try {
        const [first, ...others] = readYamlDocuments(value);
        return others.length === 0 ? first : value;
    } catch {
        return value;
    }
}

/** Inputs that a provider cannot change in place, as far as they are used here. The engine's own preview decides. */
const fixed: [type: RegExp, path: RegExp][] = [
    [/^kubernetes:/, /^(metadata\.(name|namespace)|kind|apiVersion)$/],
    [/^kubernetes:helm\.sh\/v3:Release$/, /^(name|namespace)$/],
    [/^kubernetes:batch\/v1:Job$/, /^spec\.(template|selector|completions)\b/],
    [/^kubernetes:storage\.k8s\.io\/v1:StorageClass$/, /^(provisioner|parameters|reclaimPolicy|volumeBindingMode)\b/],
    [/^(random|tls):/, /./],
    [/^aws:ec2\/vpc:Vpc$/, /^cidrBlock$/],
    [/^aws:ec2\/subnet:Subnet$/, /^(cidrBlock|availabilityZone|vpcId)$/],
    [
        /^aws:rds\/instance:Instance$/,
        /^(identifier|engine|username|dbName|storageEncrypted|kmsKeyId|dbSubnetGroupName)$/,
    ],
    [/^eks:index:Cluster$/, /^name$/],
];

function isReplaced({ type, inputs }: PlannedResource, differences: Difference[]): boolean {
    const immutable = inputs.immutable === true && /^kubernetes:core\/v1:(ConfigMap|Secret)$/.test(type);
    return differences.some(
        ({ path }) =>
            fixed.some(([types, paths]) => types.test(type) && paths.test(path)) ||
            (immutable && /^(data|binaryData|stringData|immutable)\b/.test(path)),
    );
}
