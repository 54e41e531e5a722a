import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../../model/layers";
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

/** What the configuration itself chooses of each kind. */
export type DatabaseChoice =
    | Omit<Extract<DatabaseSettings, { kind: "cloudnativepg" }>, "storageClass">
    | Omit<Extract<DatabaseSettings, { kind: "rds" }>, "identifier" | "protect" | "tags" | "network">
    | Omit<Extract<DatabaseSettings, { kind: "external" }>, "password">;

/** What a database takes of the stack that it is in. */
export interface DatabaseSurroundings {
    project: string;
    stack: string;
    protect: boolean;
    secrets: { databasePassword?: pulumi.Output<string> | undefined };
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "storageClass" | "network">;
}

/**
 * Each kind with what it takes of the stack.
 * @throws Error where there is no VPC for RDS or no password for a database elsewhere, of which settings tell before
 */
export function databaseOf(choice: DatabaseChoice, around: DatabaseSurroundings): DatabaseSettings {
    const { project, stack, protect, secrets, cluster } = around;
    switch (choice.kind) {
        case "cloudnativepg":
            return { ...choice, storageClass: cluster.storageClass };
        case "rds": {
            const network = given(cluster.network, "RDS stands beside an EKS cluster");
            return { ...choice, identifier: `${project}-${stack}-kong`, protect, tags: { project, stack }, network };
        }
        case "external":
            return { ...choice, password: given(secrets.databasePassword, "an external database has a password") };
    }
}

function given<T>(value: T | undefined, needed: string): T {
    if (value === undefined) {
        throw new Error(`the settings were not checked: ${needed}`);
    }
    return value;
}

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
