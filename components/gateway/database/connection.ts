import type * as pulumi from "@pulumi/pulumi";

/** A PostgreSQL database, as the control plane connects to it. */
export interface DatabaseConnection {
    /**
     * Identity of the database: changes if it is replaced by another, but not with its password, size or version. Null
     * in a preview that cannot know it, where it counts as unchanged.
     */
    identity: pulumi.Input<string | null>;
    host: pulumi.Input<string>;
    port: number;
    database: string;
    /** The Secret with the user's name and password. */
    credentials: { secretName: pulumi.Input<string>; userKey: string; passwordKey: string };
    /**
     * Where the CA of the server's certificate is. Without it TLS is required, but the certificate is not verified.
     */
    certificateAuthority?: { kind: "secret" | "configMap"; name: pulumi.Input<string>; key: string };
    /** What must exist before the first connection. */
    ready: pulumi.Resource[];
}

/** What every kind of database needs. */
export interface DatabasePlace {
    /** The control plane's namespace: pods read Secrets of their own namespace only. */
    namespace: string;
}

export const databaseName = "kong";
export const databaseUser = "kong";
/**
 * Keys of the Secret with the credentials. Its name differs by kind of database, because on a switch the new Secret is
 * created before the old one is deleted.
 */
export const credentialsKeys = { userKey: "username", passwordKey: "password" } as const;
