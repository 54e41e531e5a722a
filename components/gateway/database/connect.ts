import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../../model/layers";
import type { ComponentOptions } from "../../shared/component";
import { settingKeys } from "../../shared/settingKey";
import type { CloudNativePgArgs } from "./cloudNativePg";
import type { DatabaseConnection } from "./connection";
import type { ExternalDatabaseArgs } from "./external";
import type { RdsArgs } from "./rds";

/** Arguments of the database that stores the control plane's configuration. */
export type DatabaseArgs = CloudNativePgArgs | RdsArgs | ExternalDatabaseArgs;

/** What the settings say of each kind, without what the stack provides. */
export type DatabaseSettings =
    Omit<CloudNativePgArgs, Place> | Omit<RdsArgs, Place> | Omit<ExternalDatabaseArgs, Place>;
type Place = "namespace" | "delivery" | "monitorLabels";

/** The settings' choice, by kind. */
export type DatabaseChoice =
    | Omit<Extract<DatabaseSettings, { kind: "cloudnativepg" }>, "storageClass">
    | Omit<Extract<DatabaseSettings, { kind: "rds" }>, "identifier" | "protect" | "tags" | "network">
    | Omit<Extract<DatabaseSettings, { kind: "external" }>, "password">;

/** What the stack provides for a database. */
export interface DatabaseSurroundings {
    project: string;
    stack: string;
    protect: boolean;
    secrets: { databasePassword?: pulumi.Output<string> | undefined };
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "storageClass" | "network">;
}

/**
 * Adds what each kind needs from the stack.
 * @throws Error if there is no VPC for RDS, or no password for an external database. The settings refuse both, unless
 * the cluster is another stack's, of which they know nothing
 */
export function databaseOf(choice: DatabaseChoice, around: DatabaseSurroundings): DatabaseSettings {
    const { project, stack, protect, secrets, cluster } = around;
    switch (choice.kind) {
        case "cloudnativepg":
            return { ...choice, storageClass: cluster.storageClass };
        case "rds": {
            const network = given(
                cluster.network,
                'kong.database.kind: got "rds"; allowed: cloudnativepg or external, since this cluster has no VPC for an RDS instance',
            );
            return { ...choice, identifier: `${project}-${stack}-kong`, protect, tags: { project, stack }, network };
        }
        case "external":
            return {
                ...choice,
                password: given(secrets.databasePassword, "databasePassword: missing; kong.database.kind is external"),
            };
    }
}

function given<T>(value: T | undefined, otherwise: string): T {
    if (value === undefined) {
        throw new Error(settingKeys()(otherwise));
    }
    return value;
}

/** Creates the database. Only its kind's module is loaded: a cluster without AWS never loads the AWS SDK. */
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
