import { existsSync } from "node:fs";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { secretShown } from "./outputs";

/** Where to look for a kubeconfig file. */
export interface Surroundings {
    KUBECONFIG?: string | undefined;
    home: string;
}

/**
 * The kubeconfig to use. The stack's output is empty where the program found no file when it ran: the provider then
 * looked for one itself, so this does too, and says which it took, for it may lead to another cluster.
 *
 * @param output its text @throws Error where it leads to no cluster
 */
export async function readKubeconfig(
    output: string,
    { KUBECONFIG, home }: Surroundings,
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
            // The parser's own message quotes the line, which can hold a key.
            throw new Error(
                "kubeconfig: got a text that is no kubeconfig; allowed: what `pulumi stack output --json --show-secrets` writes",
            );
        }
        return leading(config, "the stack's output kubeconfig");
    }
    const places = KUBECONFIG?.split(path.delimiter).filter(Boolean) ?? [];
    const files = (places.length > 0 ? places : [path.join(home, ".kube", "config")]).filter((file) =>
        existsSync(file),
    );
    if (files.length === 0) {
        throw new Error(
            `kubeconfig: got "", for the program found no file when it ran, and there is none now; allowed: set KUBECONFIG to the cluster's, or give every address (--proxy-url and so on)`,
        );
    }
    files.forEach((file, index) => {
        const one = index === 0 ? config : new KubeConfig();
        try {
            one.loadFromFile(file);
        } catch {
            throw new Error(`kubeconfig: got ${file}, which is no kubeconfig; allowed: one that kubectl takes`);
        }
        if (index > 0) {
            config.mergeConfig(one, true);
        }
    });
    const found = leading(config, files.join(", "));
    say(`The stack's output kubeconfig is empty: taking ${files.join(", ")}, context ${found.getCurrentContext()}.`);
    return found;
}

function leading(config: KubeConfig, from: string): KubeConfig {
    if (!config.getCurrentCluster()) {
        const contexts = config.getContexts().map(({ name }) => name);
        throw new Error(
            `kubeconfig: got the current context "${config.getCurrentContext() ?? ""}" in ${from}, which leads to no cluster; allowed: ${contexts.join(", ") || "a context, of which it has none"}`,
        );
    }
    return config;
}
