import type { Operated, OperatedFact } from "../operated";

/** Labels of a cluster's PostgreSQL pods. */
export const instanceLabels = (cluster: string) =>
    ({ "cnpg.io/cluster": cluster, "cnpg.io/podRole": "instance" }) as const;

/** Read from version 1.30: api/v1 (suffixes) and pkg/specs. */
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
            // With a given Secret for the owner the operator creates none.
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
