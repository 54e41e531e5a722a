import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";

/** What the provider is given. */
export interface Kubeconfig {
    /** The file's content; undefined leaves the search to the provider. */
    content?: string;
    /** The same for those who read the stack's outputs: its current context is the one that was asked for. */
    exported?: string;
    /** Tells one cluster from another: only where it changes are all resources made anew. */
    identifier: string;
}

/** Where to look: split off so that tests need neither the environment nor a home directory. */
export interface Surroundings {
    KUBECONFIG?: string | undefined;
    home: string;
}

/**
 * Reads the kubeconfig. A path that was asked for has to be there; without one the plan works on a machine that has no
 * cluster at all.
 */
export function readKubeconfig(
    { path, context }: { path?: string; context?: string },
    around: Surroundings,
): Kubeconfig {
    const asked = path?.replace(/^~(?=\/)/, around.home);
    if (asked !== undefined && !existsSync(asked)) {
        throw new Error(`cluster.path: there is no file ${asked}`);
    }
    const files = asked !== undefined ? [asked] : kubeconfigFiles(around);
    if (files.length === 0) {
        return { identifier: context ?? "default" };
    }
    const { content, merged } = loadFiles(files);

    const contexts = merged.contexts.map(({ name }) => name);
    // Not checked where nobody named the file: the plan is the same on every machine, whatever else its kubeconfig
    // holds.
    if (asked !== undefined && context !== undefined && !contexts.includes(context)) {
        throw new Error(
            `cluster.context: got ${context}; allowed, by ${asked}: ${contexts.join(", ") || "none, for it has no contexts"}`,
        );
    }
    const exported = context === undefined ? content : JSON.stringify({ ...merged, "current-context": context });
    return { content, exported, identifier: context ?? currentServer(merged) ?? "default" };
}

/** Those of `$KUBECONFIG` that are there, else the one in the home directory. */
export function kubeconfigFiles({ KUBECONFIG, home }: Surroundings): string[] {
    const places = KUBECONFIG?.split(delimiter).filter(Boolean) ?? [join(home, ".kube", "config")];
    return places.filter((place) => existsSync(place));
}

/**
 * The files as one text, as kubectl takes them. The provider takes one, and as a text, so that it no longer knows the
 * folder that paths in it start from.
 *
 * Not by the client library: its `mergeConfig` refuses a name that two files have, where for kubectl the first counts;
 * its `exportConfig` leaves out `tokenFile`, `as-groups` and whatever else it does not know, and takes the slash off
 * the end of a server's address, which tells one cluster from another (@kubernetes/client-node 1.4.0, config.js).
 * @throws Error where one of them is not YAML
 */
export function loadFiles(files: string[]): { content: string; merged: KubeconfigFile } {
    const loaded = files.map((file) => {
        const text = readFileSync(file, "utf8");
        const written = parseFile(text, file);
        const absolute = withAbsolutePaths(written, dirname(file));
        return { absolute, text: isDeepStrictEqual(written, absolute) ? text : JSON.stringify(absolute) };
    });
    const merged = merge(loaded.map(({ absolute }) => absolute));
    const [first, ...others] = loaded;
    return { content: first !== undefined && others.length === 0 ? first.text : JSON.stringify(merged), merged };
}

interface Named {
    name: string;
    cluster?: { server?: string; "certificate-authority"?: string };
    context?: { cluster?: string };
    user?: User;
}

interface User {
    "client-certificate"?: string;
    "client-key"?: string;
    tokenFile?: string;
    exec?: { command?: string } | null;
}

export interface KubeconfigFile {
    apiVersion: "v1";
    kind: "Config";
    "current-context": string;
    clusters: Named[];
    contexts: Named[];
    users: Named[];
}

function parseFile(text: string, path: string): KubeconfigFile {
    let file: { [key in keyof KubeconfigFile]?: KubeconfigFile[key] | null } | null;
    try {
        file = parse(text);
    } catch {
        // The parser's own message quotes the line, which can hold a key.
        throw new Error(`cluster.path: ${path} is not YAML`);
    }
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": file?.["current-context"] ?? "",
        clusters: file?.clusters ?? [],
        contexts: file?.contexts ?? [],
        users: file?.users ?? [],
    };
}

/**
 * Paths in a kubeconfig start from its folder, and so does a command with a slash in it:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#file-references and
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
function withAbsolutePaths(file: KubeconfigFile, folder: string): KubeconfigFile {
    const from = <T extends object>(entry: T, keys: (keyof T & string)[], isPath: (text: string) => boolean): T => {
        const paths = keys.flatMap((key) => {
            const text: unknown = entry[key];
            const relative = typeof text === "string" && text !== "" && !isAbsolute(text) && isPath(text);
            return relative ? [[key, resolve(folder, text)]] : [];
        });
        return { ...entry, ...Object.fromEntries(paths) };
    };
    const always = (): boolean => true;
    return {
        ...file,
        clusters: file.clusters.map(({ cluster, ...entry }) => ({
            ...entry,
            ...(cluster && { cluster: from(cluster, ["certificate-authority"], always) }),
        })),
        users: file.users.map(({ user, ...entry }) => ({
            ...entry,
            ...(user && {
                user: {
                    ...from(user, ["client-certificate", "client-key", "tokenFile"], always),
                    ...(user.exec && { exec: from(user.exec, ["command"], (text) => text.includes("/")) }),
                },
            }),
        })),
    };
}

/**
 * The first file to say something is the one that counts:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
function merge(files: KubeconfigFile[]): KubeconfigFile {
    const first = (lists: Named[][]) =>
        [
            ...new Map(
                lists
                    .flat()
                    .reverse()
                    .map((entry) => [entry.name, entry]),
            ).values(),
        ].reverse();
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": files.map((file) => file["current-context"]).find(Boolean) ?? "",
        clusters: first(files.map(({ clusters }) => clusters)),
        contexts: first(files.map(({ contexts }) => contexts)),
        users: first(files.map(({ users }) => users)),
    };
}

/** The server that the current context leads to, or at least the context's name. */
function currentServer({ contexts, clusters, "current-context": current }: KubeconfigFile): string | undefined {
    const cluster = contexts.find(({ name }) => name === current)?.context?.cluster;
    return clusters.find(({ name }) => name === cluster)?.cluster?.server ?? (current || undefined);
}
