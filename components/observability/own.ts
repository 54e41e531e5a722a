import type * as pulumi from "@pulumi/pulumi";
import type { ObservabilityArgs } from "./args";
import { connectObservability, type ObservabilityConnection } from "./connect";
import { connectIdentities, type IdentitiesArgs } from "./metrics/identities";
import { connectStorage, type ObjectStores, type StorageArgs } from "./storage/connect";

/** What is installed, before what it needs in AWS is known. */
export type OwnObservabilityArgs = Omit<ObservabilityArgs, "objectStores" | "metricsIdentities"> &
    StorageArgs &
    IdentitiesArgs;

export interface OwnObservability extends ObservabilityConnection {
    objectStores: ObjectStores;
}

/** Installs observability, with its buckets and roles in AWS. */
export async function installObservability(
    name: string,
    args: OwnObservabilityArgs,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): Promise<OwnObservability> {
    const objectStores = await connectStorage(args);
    const metricsIdentities = await connectIdentities(args);
    return { ...connectObservability(name, { ...args, objectStores, metricsIdentities }, opts), objectStores };
}
