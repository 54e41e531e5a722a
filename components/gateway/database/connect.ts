import type { ComponentOptions } from "../../shared/component";
import type { CloudNativePgArgs } from "./cloudNativePg";
import type { DatabaseConnection } from "./connection";
import type { ExternalDatabaseArgs } from "./external";
import type { RdsArgs } from "./rds";

/** Where the control plane keeps its configuration. */
export type DatabaseArgs = CloudNativePgArgs | RdsArgs | ExternalDatabaseArgs;

/** What tells one database from another, without what is the same for all that runs in the stack. */
export type DatabaseSettings =
    Omit<CloudNativePgArgs, Place> | Omit<RdsArgs, Place> | Omit<ExternalDatabaseArgs, Place>;
type Place = "namespace" | "delivery" | "monitorLabels";

/** The database of this kind. Each kind is loaded only when asked for: a cluster without AWS never loads its SDK. */
export async function connectDatabase(
    name: string,
    args: DatabaseArgs,
    opts: ComponentOptions,
): Promise<DatabaseConnection> {
    switch (args.kind) {
        case "cloudnativepg": {
            const { CloudNativePgDatabase } = await import("./cloudNativePg");
            return new CloudNativePgDatabase(name, args, opts);
        }
        case "rds": {
            const { RdsDatabase } = await import("./rds");
            return new RdsDatabase(name, args, opts).connection;
        }
        case "external": {
            const { ExternalDatabase } = await import("./external");
            return new ExternalDatabase(name, args, opts);
        }
    }
}
