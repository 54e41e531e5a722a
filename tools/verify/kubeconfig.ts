import type { KubeConfig } from "@kubernetes/client-node";
import { kubeconfigFiles, loadFiles, type Surroundings } from "../../settings/kubeconfigMerge";
import { secretShown } from "./outputs";

/**
 * The kubeconfig to use. The stack's output is empty if the program found no file when it ran. The provider then looked
 * for one itself, so this does too, and says which file it uses, because it may be another cluster's.
 *
 * @param output its text
 * @throws Error if it leads to no cluster
 */
export async function readKubeconfig(
    output: string,
    around: Surroundings,
    say: (text: string) => void,
): Promise<KubeConfig> {
    if (output === secretShown) {
        throw new Error(
            `kubeconfig: got "${secretShown}"; allowed: the kubeconfig itself, which \`pulumi stack output --json --show-secrets\` writes`,
        );
    }
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    if (output !== "") {
        try {
            config.loadFromString(output);
        } catch {
            // The parser's own message quotes the line, which can contain a key.
            throw new Error(
                "kubeconfig: got a text that is no kubeconfig; allowed: what `pulumi stack output --json --show-secrets` writes",
            );
        }
        return leading(config, "the stack's output kubeconfig");
    }
    const files = kubeconfigFiles(around);
    if (files.length === 0) {
        throw new Error(
            `kubeconfig: got "", for the program found no file when it ran, and there is none now; allowed: set KUBECONFIG to the cluster's, or give every address (--proxy-url and so on)`,
        );
    }
    try {
        config.loadFromString(loadFiles(files).content);
    } catch {
        const got = files.join(", ");
        throw new Error(`kubeconfig: got ${got}, which is not a kubeconfig; allowed: one that kubectl accepts`);
    }
    const found = leading(config, files.join(", "));
    say(`The stack's output kubeconfig is empty: taking ${files.join(", ")}, context ${found.getCurrentContext()}.`);
    return found;
}

function leading(config: KubeConfig, from: string): KubeConfig {
    if (!config.getCurrentCluster()) {
        const contexts = config.getContexts().map(({ name }) => name);
        throw new Error(
            `kubeconfig: got the current context "${config.getCurrentContext() ?? ""}" in ${from}, which points to no cluster; allowed: ${contexts.join(", ") || "a context, of which it has none"}`,
        );
    }
    return config;
}
