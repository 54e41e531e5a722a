import type { PlainSettings } from "../schema";
import type { Problem } from "../problems";
import { repeated } from "./check";

type Existing = Extract<PlainSettings["cluster"], { kind: "existing-eks" }>;

/** What a cluster that exists is given, and what depends on that. */
export function existingEks(cluster: Existing, project: string): (Problem | false)[] {
    const key = `${project}:cluster`;
    const { storageClass, volumeDriver, addOnVersions, metricsServer, podIdentityAgent } = cluster;
    const installs = {
        "metrics-server": { setting: "metricsServer", value: metricsServer },
        "eks-pod-identity-agent": { setting: "podIdentityAgent", value: podIdentityAgent },
        "aws-ebs-csi-driver": { setting: "volumeDriver", value: volumeDriver },
    } as const;
    return [
        storageClass !== undefined &&
            volumeDriver !== "existing" && {
                key: `${key}.storageClass`,
                message: `got "${storageClass}"; allowed: nothing here with volumeDriver ${volumeDriver}, for which a StorageClass is created`,
            },
        ...(Object.keys(installs) as (keyof typeof installs)[]).map((addOn) => {
            const version = addOnVersions[addOn];
            const { setting, value } = installs[addOn];
            return (
                version !== undefined &&
                value !== "install" && {
                    key: `${key}.addOnVersions.${addOn}`,
                    message: `got "${version}"; allowed: nothing here with ${setting} ${value}, since this stack does not install it`,
                }
            );
        }),
        ...(["subnetIds", "publicSubnetIds"] as const).flatMap((name) =>
            repeated(cluster[name] ?? []).map(([index, id]) => ({
                key: `${key}.${name}[${index}]`,
                message: `got "${id}" twice; allowed: each subnet once`,
            })),
        ),
    ];
}
