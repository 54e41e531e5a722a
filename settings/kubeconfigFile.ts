import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { readYamlDocuments } from "../model/parsing";
import { isValues } from "../model/values";
import type { Problem } from "./problems";
import type { PlainSettings } from "./schema/schema";

/**
 * What is wrong with the kubeconfig that `cluster.path` names. It looks at the file, so it is no cross-check. Where no
 * file is named the plan is the same on every machine, whatever its kubeconfig holds.
 * @param home the folder that `~/` stands for
 */
export function kubeconfigFileProblems(
    key: string,
    cluster: PlainSettings["cluster"] | undefined,
    home = homedir(),
): Problem[] {
    if (cluster?.kind !== "kubeconfig" || cluster.path === undefined) {
        return [];
    }
    const { path, context } = cluster;
    const refused = (message: string): Problem[] => [{ key: `${key}.path`, message: `got "${path}", ${message}` }];
    const file = path.replace(/^~(?=\/)/, home);
    if (!existsSync(file)) {
        return refused("and there is no such file; allowed: the path of a kubeconfig");
    }
    let content: unknown;
    try {
        [content] = readYamlDocuments(readFileSync(file, "utf8"));
    } catch (error) {
        return refused(`which cannot be read (${(error as Error).message}); allowed: the path of a kubeconfig`);
    }
    const list: unknown[] = isValues(content) && Array.isArray(content.contexts) ? content.contexts : [];
    const names = list.flatMap((entry) => (isValues(entry) && typeof entry.name === "string" ? [entry.name] : []));
    const allowed = names.join(", ") || "none, since it has no contexts";
    return context === undefined || names.includes(context)
        ? []
        : [{ key: `${key}.context`, message: `got "${context}"; allowed, by ${path}: ${allowed}` }];
}
