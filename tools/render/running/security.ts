import { at, listAt, textAt } from "../../../policy/library/resource";
import { configOf, factsOf, identity } from "./images";
import { type Container, valuesAt, whereIs } from "./objects";
import type { Made } from "./references";

/** A user with which Kubernetes refuses to start, or a folder that the process cannot write. */
export function securityProblems(container: Container, made: Made): string[] {
    const problems = [userProblem(container), volumeProblem(container), ...readOnlyProblems(container, made)];
    return problems.flatMap((problem) => (problem === undefined ? [] : [`${whereIs(container)} ${problem}`]));
}

/** The kubelet compares numbers: a name may be root's. */
function userProblem(container: Container): string | undefined {
    const { user, nonRoot } = identity(container);
    if (!nonRoot) {
        return undefined;
    }
    if (user !== undefined) {
        return user === 0 ? "has runAsNonRoot: true and runAsUser: 0: Kubernetes does not start it" : undefined;
    }
    const named = factsOf(container)?.user;
    const reason = typeof named === "string" ? userReasons[named] : undefined;
    return reason && `has runAsNonRoot: true without runAsUser, and its image ${reason}: Kubernetes does not start it`;
}

const userReasons = { root: "runs as root", named: "names its user by name, which Kubernetes cannot tell from root" };

/** A new volume belongs to root; `fsGroup` makes it writable for others. */
function volumeProblem(container: Container): string | undefined {
    const { pod, spec } = container;
    const facts = factsOf(container);
    const user = identity(container).user ?? facts?.user;
    if (
        user === undefined ||
        user === 0 ||
        user === "root" ||
        at(pod.spec, "securityContext", "fsGroup") !== undefined
    ) {
        return undefined;
    }
    const mounted = listAt(spec, "volumeMounts").find(
        ({ name, readOnly }) => readOnly !== true && isClaim(container, String(name)),
    );
    return (
        mounted &&
        `writes to the volume at ${String(mounted.mountPath)} as user ${String(user)}, but the pod has no ` +
            `fsGroup: a new volume belongs to root`
    );
}

function isClaim({ pod }: Container, volume: string): boolean {
    const named = listAt(pod.spec, "volumes").find(({ name }) => name === volume);
    return (
        pod.claims.includes(volume) ||
        at(named, "persistentVolumeClaim") !== undefined ||
        at(named, "ephemeral") !== undefined
    );
}

function readOnlyProblems(container: Container, made: Made): string[] {
    const facts = factsOf(container);
    if (facts === undefined || !identity(container).readOnly) {
        return [];
    }
    const config = configOf(container, (file) => mountedText(container, file, made));
    return facts
        .writes(container, config)
        .filter((folder) => !isWritable(container, folder))
        .map(
            (folder) =>
                `writes ${folder}, but its root file system is read-only and no writable volume is mounted there`,
        );
}

/** The innermost mount that contains a path. */
function mountOf({ spec }: Container, path: string): Record<string, unknown> | undefined {
    const covers = (mount: string): boolean =>
        path === mount || path.startsWith(mount.endsWith("/") ? mount : `${mount}/`);
    const mounts = listAt(spec, "volumeMounts").filter(({ mountPath }) => covers(trimmed(String(mountPath))));
    return mounts.sort((a, b) => String(b.mountPath).length - String(a.mountPath).length)[0];
}

function trimmed(path: string): string {
    return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

function isWritable(container: Container, path: string): boolean {
    const mount = mountOf(container, path);
    const volume = listAt(container.pod.spec, "volumes").find(({ name }) => name === mount?.name) ?? {};
    return (
        mount !== undefined &&
        mount.readOnly !== true &&
        !["configMap", "secret", "projected", "downwardAPI"].some((kind) => kind in volume)
    );
}

/** Text of a file that is mounted from a ConfigMap; undefined if it comes from elsewhere. */
function mountedText(container: Container, file: string, made: Made): string | undefined {
    const mount = mountOf(container, file);
    const volume = listAt(container.pod.spec, "volumes").find(({ name }) => name === mount?.name);
    const key = textAt(mount, "subPath") ?? file.slice(trimmed(String(mount?.mountPath)).length + 1);
    const item = listAt(volume, "configMap", "items").find(({ path }) => path === key)?.key ?? key;
    const object = made.find("ConfigMap", container.pod.namespace, textAt(volume, "configMap", "name") ?? "");
    return textAt(valuesAt(object?.manifest, "data"), String(item));
}
