import { at, isValues, listAt, textAt, type Values } from "../../../policy/library/resource";
import type { Manifest } from "../manifests";

/** One Kubernetes object, with its origin. */
export interface Placed {
    kind: string;
    name: string;
    /** The release's if the object has none; empty for cluster-wide objects. */
    namespace: string;
    labels: Values;
    manifest: Manifest;
    /** `tempo (chart tempo)` or {@link ownSource}, for messages. */
    source: string;
}

/** Where what no chart makes comes from. */
export const ownSource = "own objects";

/** A pod, or a workload's pod template. */
export interface Pod {
    namespace: string;
    /** `StatefulSet/tempo`. */
    called: string;
    labels: Values;
    spec: Values;
    /** Names of volumes that are claims of this workload's own. */
    claims: string[];
    source: string;
    /** The configuration of its process, if the object itself contains it. */
    config?: unknown;
}

/** A container, and whether others wait for it. */
export interface Container {
    pod: Pod;
    name: string;
    spec: Values;
    init: boolean;
}

const templates: Record<string, string[]> = {
    Pod: [],
    Deployment: ["spec", "template"],
    StatefulSet: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    ReplicaSet: ["spec", "template"],
    Job: ["spec", "template"],
    CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/** @param namespace the namespace of objects without one */
export function place(manifests: Manifest[], namespace: string, source: string): Placed[] {
    return manifests.map((manifest) => ({
        kind: manifest.kind,
        name: manifest.metadata.name,
        namespace: manifest.metadata.namespace ?? namespace,
        labels: valuesAt(manifest, "metadata", "labels"),
        manifest,
        source,
    }));
}

export function podsOf(objects: readonly Placed[]): Pod[] {
    return objects.flatMap(({ kind, name, namespace, manifest, source }) => {
        const path = templates[kind];
        if (path === undefined) {
            return [];
        }
        const claims = listAt(manifest, "spec", "volumeClaimTemplates").flatMap(
            (claim) => textAt(claim, "metadata", "name") ?? [],
        );
        const labels = valuesAt(manifest, ...path, "metadata", "labels");
        return [
            { namespace, called: `${kind}/${name}`, labels, spec: valuesAt(manifest, ...path, "spec"), claims, source },
        ];
    });
}

export function containersOf(pod: Pod): Container[] {
    return (["initContainers", "containers"] as const).flatMap((key) =>
        listAt(pod.spec, key).map((spec) => ({
            pod,
            name: textAt(spec, "name") ?? "",
            spec,
            init: key === "initContainers",
        })),
    );
}

/** A container's place, for messages. */
export function whereIs({ pod, name }: Container): string {
    return `${pod.source}: ${pod.called} in ${pod.namespace}, container ${name}`;
}

export function valuesAt(value: unknown, ...path: string[]): Values {
    const found = at(value, ...path);
    return isValues(found) ? found : {};
}

/** Value of an environment variable; undefined if it is not set or comes from elsewhere. */
export function variable({ spec }: Pick<Container, "spec">, name: string): string | undefined {
    // The last one wins.
    return textAt(
        listAt(spec, "env").findLast((entry) => entry.name === name),
        "value",
    );
}

/** Command and arguments of a container. */
export function words({ spec }: Pick<Container, "spec">): string[] {
    return ["command", "args"].flatMap((key) => at(spec, key)).filter((word) => typeof word === "string");
}

/** `--http-address=0.0.0.0:8080`, `--health-probe-addr=:8081`, `--webhook-port=9443`. */
export function portsInArguments(container: Pick<Container, "spec">): number[] {
    return words(container)
        .flatMap((word) => /^--?[\w.-]*(?:port|addr|listen|bind)[\w.-]*=(?:[^=]*:)?(\d{2,5})$/.exec(word)?.[1] ?? [])
        .map(Number);
}

/** A list as part of a sentence. */
export function listed(items: readonly (string | number)[]): string {
    return items.length === 0 ? "none" : [...new Set(items.map(String))].sort().join(", ");
}
