import { existsSync } from "node:fs";
import { currentServer, KubeconfigError, kubeconfigFiles, loadFiles, type Surroundings } from "./kubeconfigMerge";
import type { Problem } from "./problems";

/** Access to an existing cluster. */
export interface Kubeconfig {
    /** The file's content; if undefined, the provider looks for a file. */
    content?: string;
    /** The same for readers of the stack's outputs, with the requested context as the current one. */
    exported?: string;
    /** Identifies the cluster: all resources are recreated if it changes, and only then. */
    identifier: string;
}

/**
 * Reads the kubeconfig. A configured path must exist; without one the plan works on a machine without any cluster. Not
 * a cross-check, because it reads files.
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
        const message = `got "${path}", which does not exist; allowed: the path of a kubeconfig`;
        return refused({ key: `${key}.path`, message });
    }
    const files = asked !== undefined ? [asked] : kubeconfigFiles(around);
    if (files.length === 0) {
        return { kubeconfig: { identifier: context ?? "default" }, problems: [] };
    }
    try {
        const { content, merged } = loadFiles(files);
        const contexts = merged.contexts.map(({ name }) => name);
        // Not checked without a configured file: the plan is the same on every machine, whatever its kubeconfig
        // contains.
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
