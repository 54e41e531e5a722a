import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readYamlDocuments } from "../model/parsing";
import { isValues } from "../model/values";

/** Where to look: separate, so that tests need neither the environment nor a home directory. */
export interface Surroundings {
    KUBECONFIG?: string | undefined;
    home: string;
}

/** The files in `$KUBECONFIG` that exist, or the one in the home directory. An empty variable counts as unset. */
export function kubeconfigFiles({ KUBECONFIG, home }: Surroundings): string[] {
    const places = KUBECONFIG ? KUBECONFIG.split(delimiter).filter(Boolean) : [join(home, ".kube", "config")];
    return places.filter((place) => existsSync(place));
}

/** A file that is not a kubeconfig. The message does not quote it, since it can contain a key. */
export class KubeconfigError extends Error {
    constructor(
        readonly file: string,
        /** Continues the message: "which …". */
        readonly why: string,
    ) {
        super(`${file}: ${why}`);
    }
}

/**
 * The files merged as kubectl does it. The provider takes a single text, and so does not know the folder that relative
 * paths start from. docs/design.md says why the client library is not used.
 * @throws KubeconfigError
 */
export function loadFiles(files: string[]): { content: string; merged: KubeconfigFile } {
    const loaded = files.map((file) => {
        const text = readText(file);
        const written = parseFile(text, file);
        const absolute = withAbsolutePaths(written, dirname(file));
        return { absolute, text: isDeepStrictEqual(written, absolute) ? text : JSON.stringify(absolute) };
    });
    const merged = merge(loaded.map(({ absolute }) => absolute));
    const [first, ...others] = loaded;
    return { content: first !== undefined && others.length === 0 ? first.text : JSON.stringify(merged), merged };
}

function readText(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        throw new KubeconfigError(file, `which cannot be read (${(error as Error).message})`);
    }
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

function parseFile(text: string, file: string): KubeconfigFile {
    let content: unknown;
    try {
        [content] = readYamlDocuments(text);
    } catch (error) {
        throw new KubeconfigError(file, `which cannot be read (${(error as Error).message})`);
    }
    const written = content ?? {};
    const listOf = (key: "clusters" | "contexts" | "users"): Named[] => {
        const list = (isValues(written) ? written[key] : undefined) ?? [];
        if (!isValues(written) || !Array.isArray(list) || !list.every(isValues)) {
            throw new KubeconfigError(file, "which is no kubeconfig");
        }
        return list as unknown as Named[];
    };
    const [clusters, contexts, users] = [listOf("clusters"), listOf("contexts"), listOf("users")];
    const current = (written as { [key: string]: unknown })["current-context"];
    const named = typeof current === "string" ? current : "";
    return { apiVersion: "v1", kind: "Config", "current-context": named, clusters, contexts, users };
}

/**
 * Paths in a kubeconfig are relative to its folder, also a command with a slash:
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
 * The first file that sets a value wins:
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

/** The server of the current context, or at least the context's name. */
export function currentServer({ contexts, clusters, "current-context": current }: KubeconfigFile): string | undefined {
    const cluster = contexts.find(({ name }) => name === current)?.context?.cluster;
    return clusters.find(({ name }) => name === cluster)?.cluster?.server ?? (current || undefined);
}
