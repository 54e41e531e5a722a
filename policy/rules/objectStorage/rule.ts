import { lokis } from "../../library/loki";
import { at, listAt, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import { stores } from "../../library/storage";
import type { System } from "../../library/system";

interface Config {
    backends: string[];
}

/** Logs and traces do not depend on a volume, its zone and its size. */
export const objectStorage = rule<Config>({
    name: "object-storage",
    description:
        "Loki and Tempo keep logs, traces and their indexes in object storage, not on a volume, which is in one zone and can run full.",
    severity: "low",
    remediationSteps:
        "Set logs.storage and traces.storage to kind s3 (docs/storage.md describes the migration of a running stack, GCS and Azure). On a cluster without object storage, monitor the volumes and keep the retention short.",
    enforcementLevel: "advisory",
    config: {
        backends: {
            type: "array",
            items: { type: "string" },
            default: ["s3", "gcs", "azure"],
            description: "Backends that count as object storage",
        },
    },
    check(system, { backends }) {
        const volumes = stores(system).flatMap(({ urn, name, signal, backend }) =>
            backend === undefined || backend.value === unknown || backends.includes(String(backend.value))
                ? []
                : [
                      {
                          urn,
                          message: `${name}: ${backend.key} is ${String(backend.value)}, so ${signal} are on one volume in one zone; allowed: ${backends.join(", ")}`,
                      },
                  ],
        );
        return [...volumes, ...oldIndexes(system)];
    },
});

/** Paths of Loki's schema: in `loki` today, in `loki-stack`, and in `loki` before its version 3. */
const schemaPaths = [
    ["loki", "schemaConfig", "configs"],
    ["loki", "config", "schema_config", "configs"],
    ["config", "schema_config", "configs"],
];

/**
 * A habit of well-known posts: a separate index in DynamoDB or on a disk, in a schema that Loki 3 keeps only for old
 * data. New data goes to the last period.
 */
function oldIndexes(system: System): Violation[] {
    return lokis(system)
        .map(({ install }) => install)
        .flatMap(({ urn, name, values }) =>
            schemaPaths.flatMap((path) => {
                const index = listAt(values, ...path).length - 1;
                const period = at(values, ...path, index);
                const [store, schema] = [textAt(period, "store"), textAt(period, "schema")];
                const fine =
                    index < 0 ||
                    ((store === undefined || store === "tsdb") && (schema === undefined || schema === "v13"));
                return fine
                    ? []
                    : [
                          {
                              urn,
                              message: `${name}: ${path.join(".")}[${index}] is schema ${schema ?? "?"} on ${store ?? "?"}, whose index needs a separate store; add a period with store tsdb and schema v13, whose index is in the object storage too`,
                          },
                      ];
            }),
        );
}
