import { staysInCluster } from "../../model/destinations";
import { type CrossCheck, crossCheck } from "./check";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";

type Storage = PlainSettings["logs"]["storage"] | PlainSettings["traces"]["storage"];
type S3 = Extract<Storage, { kind: "s3" }>;

/** Object storage must fit the cluster, and Loki's pods their storage. */
export const storageChecks: readonly CrossCheck[] = [
    crossCheck(["cluster", "logs", "traces"], ({ cluster, logs, traces }, { project }) =>
        Object.entries({ logs, traces }).flatMap(([signal, { storage, destinations }]) => {
            const key = `${project}:${signal}.storage`;
            if (storage.kind === "volume") {
                return [];
            }
            return staysInCluster(destinations)
                ? reachable(storage, key, cluster)
                : [
                      {
                          key: `${key}.kind`,
                          message: `got "s3"; allowed: volume, or nothing, with ${signal}.destinations without in-cluster, since nothing is stored here`,
                      },
                  ];
        }),
    ),
    crossCheck(["logs"], ({ logs }, { project }) => {
        if (logs.chart !== "loki") {
            return [];
        }
        const { replicas, storage } = logs;
        const from = storage.kind === "s3" ? storage.from : undefined;
        return [
            replicas > 1 &&
                storage.kind === "volume" && {
                    key: `${project}:logs.replicas`,
                    message: `got ${replicas}; allowed: 1 with storage.kind volume, since each pod would have its own lines; more than one needs storage.kind s3`,
                },
            from !== undefined &&
                replicas > 1 && {
                    key: `${project}:logs.storage.from`,
                    message: `got "${from}"; allowed: only with replicas 1, since older lines are on the volume of the first pod, where other pods cannot find them. Once logs.retention has passed since that day, remove \`from\` and set the replicas`,
                },
            from !== undefined &&
                from <= firstPeriod && {
                    key: `${project}:logs.storage.from`,
                    message: `got "${from}"; allowed: a day after ${firstPeriod}, when the first period begins`,
                },
        ];
    }),
];

/** Start of the schema of every Loki here (components/observability/logs/lokiSchema.ts). */
const firstPeriod = "2024-04-01";

function reachable(storage: S3, key: string, cluster: PlainSettings["cluster"]): (Problem | false)[] {
    const { bucket, roleArn, kmsKeyArn } = storage;
    return [
        cluster.kind === "kubeconfig" &&
            bucket === undefined && {
                key: `${key}.bucket`,
                message: `missing; allowed: name and region of an existing bucket, since nothing is created in AWS with cluster.kind kubeconfig`,
            },
        roleArn !== undefined &&
            bucket === undefined && {
                key: `${key}.roleArn`,
                message: `got "${roleArn}"; allowed: nothing here without bucket, since the bucket that is created has a role of its own`,
            },
        kmsKeyArn !== undefined &&
            (cluster.kind === "kubeconfig" || roleArn !== undefined) && {
                key: `${key}.kmsKeyArn`,
                message: `got "${kmsKeyArn}"; allowed: nothing here, since neither bucket nor role is created: the bucket has its own key setting, and the role's own policy allows its use`,
            },
    ];
}
