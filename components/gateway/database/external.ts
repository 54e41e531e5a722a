import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";
import { credentialsKeys, type DatabaseConnection, type DatabasePlace } from "./connection";

export interface ExternalDatabaseArgs extends DatabasePlace {
    kind: "external";
    host: pulumi.Input<string>;
    port: number;
    database: string;
    user: string;
    /** A secret. */
    password: pulumi.Input<string>;
    /** CA of the server's certificate, PEM. @default the certificate is not verified */
    caCertificate?: string;
    /** @default address and name: whatever is behind them counts as the same database */
    identity?: DatabaseConnection["identity"];
}

/** An existing PostgreSQL: only its credentials and its CA are copied into the cluster. */
export class ExternalDatabase extends Component implements DatabaseConnection {
    public readonly identity: DatabaseConnection["identity"];
    public readonly host: pulumi.Input<string>;
    public readonly port: number;
    public readonly database: string;
    public readonly credentials: DatabaseConnection["credentials"];
    public readonly certificateAuthority: DatabaseConnection["certificateAuthority"];
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: ExternalDatabaseArgs, opts?: ComponentOptions) {
        const { namespace, host, port, database, user, password, caCertificate } = args;
        super(
            "kong-observability:kong:ExternalDatabase",
            name,
            { namespace, host, port, database, verified: caCertificate !== undefined },
            opts,
        );

        const credentials = new k8s.core.v1.Secret(
            `${name}-credentials`,
            {
                metadata: { name: `${name}-credentials`, namespace },
                type: "kubernetes.io/basic-auth",
                stringData: { [credentialsKeys.userKey]: user, [credentialsKeys.passwordKey]: password },
            },
            this.within,
        );
        const caConfigMap = `${name}-ca`;
        const authority =
            caCertificate === undefined
                ? undefined
                : new k8s.core.v1.ConfigMap(
                      `${name}-ca`,
                      { metadata: { name: caConfigMap, namespace }, data: { "ca.crt": caCertificate } },
                      this.within,
                  );

        this.credentials = { secretName: `${name}-credentials`, ...credentialsKeys };
        this.identity = args.identity ?? pulumi.interpolate`${host}:${port}/${database}`;
        this.host = host;
        this.port = port;
        this.database = database;
        this.certificateAuthority = authority && { kind: "configMap", name: caConfigMap, key: "ca.crt" };
        this.ready = [credentials, ...(authority ? [authority] : [])];
        this.registerOutputs({ host });
    }
}
