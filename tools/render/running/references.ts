import { at, isValues, listAt, textAt, type Values } from "../../../policy/library/resource";
import { containersOf, listed, type Placed, type Pod } from "./objects";
import { type ByOthers, madeByOthers } from "./operators";

/**
 * Everything that pods may refer to: what is rendered, what this program creates, and what operators and Kubernetes
 * create.
 */
export class Made {
    private readonly others: ByOthers[];

    constructor(private readonly objects: readonly Placed[]) {
        this.others = madeByOthers(objects);
    }

    find(kind: string, namespace: string, name: string): Placed | undefined {
        return this.objects.find(
            (object) => object.kind === kind && object.namespace === namespace && object.name === name,
        );
    }

    byOthers(kind: string, namespace: string, name: string): ByOthers | undefined {
        return this.others.find((other) => other.kind === kind && other.namespace === namespace && other.name === name);
    }

    /**
     * Keys of a Secret or ConfigMap; undefined if unknown, as for our own Secrets, whose content a plan does not show.
     */
    keys(kind: string, namespace: string, name: string): readonly string[] | undefined {
        const found = this.find(kind, namespace, name);
        if (found === undefined) {
            return this.byOthers(kind, namespace, name)?.keys;
        }
        const parts = ["data", "stringData", "binaryData"].map((key) => found.manifest[key]);
        return parts.some((part) => typeof part === "string")
            ? undefined
            : parts.flatMap((part) => (isValues(part) ? Object.keys(part) : []));
    }
}

interface Reference {
    kind: "Secret" | "ConfigMap" | "ServiceAccount" | "PersistentVolumeClaim";
    name: string;
    /** The requested key; undefined for the whole object. */
    key: string | undefined;
    /** Its place, for messages. */
    at: string;
}

/** A reference, and where to look it up. */
export interface Wanted extends Reference {
    namespace: string;
}

/** Secrets, ConfigMaps, keys, accounts and claims that a pod needs: without them it waits forever. */
export function podReferences(pod: Pod): Wanted[] {
    const where = `${pod.source}: ${pod.called} in ${pod.namespace}`;
    return references(pod).map((reference) => ({
        ...reference,
        namespace: pod.namespace,
        at: `${where}: ${reference.at}`,
    }));
}

/**
 * Kinds of custom resources in which a name next to a key is always that of a Secret or, under `configMap`, of a
 * ConfigMap.
 */
const withSelectors = ["ServiceMonitor", "PodMonitor", "Prometheus", "Alertmanager"];

/** Objects that custom resources name for their operators. */
export function objectReferences({ kind, name, namespace, manifest, source }: Placed): Wanted[] {
    const where = `${source}: ${kind}/${name} in ${namespace}`;
    const owner = kind === "Cluster" ? textAt(manifest, "spec", "bootstrap", "initdb", "secret", "name") : undefined;
    const ofOwner =
        owner === undefined
            ? []
            : ["username", "password"].map((key): Wanted => ({
                  kind: "Secret",
                  name: owner,
                  key,
                  namespace,
                  at: `${where}: spec.bootstrap.initdb.secret`,
              }));
    return [
        ...ofOwner,
        ...(withSelectors.includes(kind)
            ? [...selectorsIn(manifest.spec, "spec")].map((found): Wanted => ({
                  ...found,
                  namespace,
                  at: `${where}: ${found.at}`,
              }))
            : []),
    ];
}

function* selectorsIn(value: unknown, path: string): Generator<Reference> {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* selectorsIn(item, `${path}[${index}]`);
        }
    } else if (isValues(value)) {
        const { name, key, optional } = value;
        if (typeof name === "string" && typeof key === "string" && optional !== true) {
            yield { kind: path.endsWith(".configMap") ? "ConfigMap" : "Secret", name, key, at: path };
        }
        for (const [child, item] of Object.entries(value)) {
            // Containers are checked as in pods.
            if (!/ontainers$|^env$|^affinity$/.test(child)) {
                yield* selectorsIn(item, `${path}.${child}`);
            }
        }
    }
}

/** @param named names from the configuration itself, whose objects the user has to create */
export function referenceProblems(
    wanted: readonly Wanted[],
    made: Made,
    named: ReadonlySet<string>,
): { problems: string[]; notes: string[] } {
    const [problems, notes] = [new Set<string>(), new Set<string>()];
    for (const { kind, namespace, name, key, at: place } of wanted) {
        const exists =
            made.find(kind, namespace, name) !== undefined || made.byOthers(kind, namespace, name) !== undefined;
        const keys = key === undefined ? undefined : made.keys(kind, namespace, name);
        if (!exists && named.has(name)) {
            notes.add(
                `the ${kind} ${name} in ${namespace} is one that the configuration names: it has to be there before`,
            );
        } else if (!exists) {
            problems.add(`${place} needs the ${kind} ${name}, which nothing creates`);
        } else if (keys !== undefined && !keys.includes(key ?? "")) {
            problems.add(`${place} needs the key ${key} of the ${kind} ${name}, which has ${listed(keys)}`);
        }
    }
    return { problems: [...problems], notes: [...notes] };
}

function references(pod: Pod): Reference[] {
    const account = textAt(pod.spec, "serviceAccountName") ?? textAt(pod.spec, "serviceAccount") ?? "default";
    return [
        { kind: "ServiceAccount", name: account, key: undefined, at: "serviceAccountName" },
        ...listAt(pod.spec, "imagePullSecrets").map((secret): Reference => ({
            kind: "Secret",
            name: String(secret.name),
            key: undefined,
            at: "imagePullSecrets",
        })),
        ...listAt(pod.spec, "volumes").flatMap(ofVolume),
        ...containersOf(pod).flatMap(({ name, spec }) => [...ofContainer(name, spec), ...subPaths(pod, name, spec)]),
    ];
}

function ofVolume(volume: Values): Reference[] {
    const place = `volume ${String(volume.name)}`;
    const claim = textAt(volume, "persistentVolumeClaim", "claimName");
    const projected = listAt(volume, "projected", "sources").flatMap((source) => [
        ...keysOf("Secret", at(source, "secret"), "name", place),
        ...keysOf("ConfigMap", at(source, "configMap"), "name", place),
    ]);
    return [
        ...keysOf("Secret", volume.secret, "secretName", place),
        ...keysOf("ConfigMap", volume.configMap, "name", place),
        ...projected,
        ...(claim === undefined
            ? []
            : [{ kind: "PersistentVolumeClaim" as const, name: claim, key: undefined, at: place }]),
    ];
}

/** A source of files: the whole object, or the listed items. */
function keysOf(kind: "Secret" | "ConfigMap", source: unknown, nameKey: string, place: string): Reference[] {
    const name = textAt(source, nameKey);
    if (name === undefined || at(source, "optional") === true) {
        return [];
    }
    const items = listAt(source, "items");
    return items.length === 0
        ? [{ kind, name, key: undefined, at: place }]
        : items.map(({ key }) => ({ kind, name, key: String(key), at: place }));
}

/** Files mounted by `subPath`: if the key is missing, an empty folder is mounted instead. */
function subPaths(pod: Pod, container: string, spec: Values): Reference[] {
    return listAt(spec, "volumeMounts").flatMap(({ name, subPath, mountPath }) => {
        const volume = listAt(pod.spec, "volumes").find((each) => each.name === name);
        const [kind, source, nameKey] =
            volume?.configMap === undefined
                ? (["Secret", volume?.secret, "secretName"] as const)
                : (["ConfigMap", volume.configMap, "name"] as const);
        const whole = textAt(source, nameKey);
        return typeof subPath === "string" &&
            whole !== undefined &&
            at(source, "optional") !== true &&
            listAt(source, "items").length === 0
            ? [{ kind, name: whole, key: subPath, at: `${container}: ${String(mountPath)}` }]
            : [];
    });
}

function ofContainer(container: string, spec: Values): Reference[] {
    const entries = listAt(spec, "env").flatMap(({ name, valueFrom }) => [
        ...ofKey("Secret", at(valueFrom, "secretKeyRef"), `${container}: ${String(name)}`),
        ...ofKey("ConfigMap", at(valueFrom, "configMapKeyRef"), `${container}: ${String(name)}`),
    ]);
    const whole = listAt(spec, "envFrom").flatMap((source) => [
        ...ofKey("Secret", at(source, "secretRef"), `${container}: envFrom`),
        ...ofKey("ConfigMap", at(source, "configMapRef"), `${container}: envFrom`),
    ]);
    return [...entries, ...whole];
}

function ofKey(kind: "Secret" | "ConfigMap", reference: unknown, place: string): Reference[] {
    const name = textAt(reference, "name");
    return name === undefined || at(reference, "optional") === true
        ? []
        : [{ kind, name, key: textAt(reference, "key"), at: place }];
}
