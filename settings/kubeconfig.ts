import { existsSync } from "node:fs";
import { currentServer, KubeconfigError, kubeconfigFiles, loadFiles, type Surroundings } from "./kubeconfigMerge";
import type { Problem } from "./problems";

/** What a cluster that is there already is reached by. */
export interface Kubeconfig {
    /** The file's content; undefined leaves the search to the provider. */
    content?: string;
    /** The same for those who read the stack's outputs: its current context is the one that was asked for. */
    exported?: string;
    /** Tells one cluster from another: only where it changes are all resources made anew. */
    identifier: string;
}

/**
 * Reads the kubeconfig. A path that was asked for has to be there; without one the plan works on a machine that has no
 * cluster at all. It looks at files, so it is no cross-check.
 * @param key of the cluster's settings, `kong-observability:cluster`
 */
export function readKubeconfig(
    key: string,
    { path, context }: { path?: string | undefined; context?: string | undefined },
    around: Surroundings,
): { kubeconfig: Kubeconfig; problems: Problem[] } {
    const refused = (problem: Problem): { kubeconfig: Kubeconfig; problems: Problem[] } => ({
        kubeconfig: { identifier: "default" },
        problems: [problem],
    });
    const asked = path?.replace(/^~(?=\/)/, around.home);
    if (asked !== undefined && !existsSync(asked)) {
        const message = `got "${path}", and there is no such file; allowed: the path of a kubeconfig`;
        return refused({ key: `${key}.path`, message });
    }
    const files = asked !== undefined ? [asked] : kubeconfigFiles(around);
    if (files.length === 0) {
        return { kubeconfig: { identifier: context ?? "default" }, problems: [] };
    }
    try {
        const { content, merged } = loadFiles(files);
        const contexts = merged.contexts.map(({ name }) => name);
        // Not checked where nobody named the file: the plan is the same on every machine, whatever else its kubeconfig
        // holds.
        if (asked !== undefined && context !== undefined && !contexts.includes(context)) {
            const allowed = contexts.join(", ") || "none, since it has no contexts";
            return refused({ key: `${key}.context`, message: `got "${context}"; allowed, by ${path}: ${allowed}` });
        }
        const exported = context === undefined ? content : JSON.stringify({ ...merged, "current-context": context });
        const identifier = context ?? currentServer(merged) ?? "default";
        return { kubeconfig: { content, exported, identifier }, problems: [] };
    } catch (error) {
        if (!(error instanceof KubeconfigError)) {
            throw error;
        }
        const got = path === undefined ? `nothing, and found ${error.file}` : `"${path}"`;
        return refused({ key: `${key}.path`, message: `got ${got}, ${error.why}; allowed: the path of a kubeconfig` });
    }
}
