import type { Operated, OperatedFact } from "../operated";

/** Labels of a cluster's pods that run PostgreSQL. */
export const instanceLabels = (cluster: string) =>
    ({ "cnpg.io/cluster": cluster, "cnpg.io/podRole": "instance" }) as const;

/** Version 1.30: api/v1 (suffixes) and pkg/specs. */
export const clusterFact: OperatedFact = {
    group: "postgresql.cnpg.io",
    kind: "Cluster",
    makes({ name, at }) {
        const secret = (suffix: string, keys: string[]): Operated => ({
            kind: "Secret",
            name: `${name}${suffix}`,
            keys,
        });
        return [
            secret("-ca", ["ca.crt", "ca.key"]),
            secret("-server", ["tls.crt", "tls.key"]),
            secret("-replication", ["tls.crt", "tls.key"]),
            // With a Secret that is given for the owner it makes none.
            ...(at("spec", "bootstrap", "initdb", "secret") === undefined
                ? [secret("-app", ["username", "password", "dbname", "host", "port", "uri"])]
                : []),
            {
                kind: "Pods",
                name,
                labels: instanceLabels(name),
                ports: { postgresql: 5432, metrics: 9187, status: 8000 },
            },
        ];
    },
};
