import { homedir } from "node:os";
import type { Settings } from "../arguments";
import { readKubeconfig } from "../kubeconfig";
import type { Outputs } from "../outputs";
import { Cluster } from "../reach";
import { Alertmanager } from "./alertmanager";

/**
 * Every pod of Alertmanager, by the address that was given or through the cluster.
 *
 * @throws Error where there is none
 */
export async function connectAlertmanagers(
    { datasources, kubeconfig }: Outputs,
    { urls, stack }: Settings,
    env: NodeJS.ProcessEnv,
    say: (text: string) => void,
): Promise<{ alertmanagers: Alertmanager[]; close(): void }> {
    const given = urls.alertmanager;
    if (given !== undefined) {
        return { alertmanagers: [new Alertmanager(() => Promise.resolve(given))], close: () => undefined };
    }
    if (datasources.alertmanager === undefined) {
        throw new Error(
            `Stack ${stack} has no Alertmanager: its output datasources.alertmanager is not there. ` +
                "Give the address of another one with --alertmanager-url.",
        );
    }
    const cluster = await Cluster.connect(
        await readKubeconfig(kubeconfig, { KUBECONFIG: env.KUBECONFIG, home: homedir() }, say),
    );
    const ways = await cluster.forwardAll(datasources.alertmanager).catch((error: unknown) => {
        cluster.close();
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`Alertmanager of stack ${stack} cannot be reached: ${reason}`);
    });
    return {
        alertmanagers: ways.map((way) => new Alertmanager(() => Promise.resolve(way))),
        close: () => cluster.close(),
    };
}
