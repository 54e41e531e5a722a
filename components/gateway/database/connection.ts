import type * as pulumi from "@pulumi/pulumi";

/** PostgreSQL as the control plane sees it, wherever it runs. */
export interface DatabaseConnection {
    /**
     * Tells this database from any other that could stand in its place, and is the same whatever is changed of it
     * (password, size, version). Null in a preview that cannot know it: there it is taken for the same.
     */
    identity: pulumi.Input<string | null>;
    host: pulumi.Input<string>;
    port: number;
    database: string;
    /** The Secret with the user's name and password. */
    credentials: { secretName: pulumi.Input<string>; userKey: string; passwordKey: string };
    /**
     * Where the CA of the server's certificate is kept. Without it TLS is required but the certificate is not verified.
     */
    certificateAuthority?: { kind: "secret" | "configMap"; name: pulumi.Input<string>; key: string };
    /** What must exist before the first connection. */
    ready: pulumi.Resource[];
}

/** What every kind of database is told. */
export interface DatabasePlace {
    /** The control plane's namespace: Secrets are only read within their own. */
    namespace: string;
}

export const databaseName = "kong";
export const databaseUser = "kong";
/**
 * Keys of the Secret with the credentials. Its name is another for each kind of database: in a switch the next one's
 * Secret is made before that of the last one goes.
 */
export const credentialsKeys = { userKey: "username", passwordKey: "password" } as const;
