import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PodNeeds } from "../../components/observability/collector/destinationExporters";

/** The files that a pod's volumes have, below another folder. */
export function mounted(
    root: string,
    { volumes = [], volumeMounts = [] }: Partial<PodNeeds>,
    secrets: Record<string, Record<string, string>>,
): void {
    for (const volume of volumes) {
        const { mountPath = "" } = volumeMounts.find((one) => one.name === volume.name) ?? {};
        const sources =
            "secret" in volume
                ? [{ name: volume.secret.secretName, items: volume.secret.items }]
                : volume.projected.sources.map(({ secret }) => secret);
        for (const source of sources) {
            for (const { key, path: file } of source.items) {
                mkdirSync(path.join(root, mountPath), { recursive: true });
                writeFileSync(path.join(root, mountPath, file), secrets[source.name]?.[key] ?? "");
            }
        }
    }
}
