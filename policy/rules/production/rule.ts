import { prefixLength } from "../../../model/addresses";
import { apiEndpoints, publicBuckets, stateful } from "../../library/aws";
import { type Drain, drainOf, loadBalancerSeconds } from "./drain";
import { kongNodes, type KongNode, proxies } from "../../library/kong";
import { bytesOf } from "../../../model/quantity";
import { at, isValues, type Seen, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import { stores } from "../../library/storage";
import type { System } from "../../library/system";
import { isSpread, missingResources, workloads } from "./workloads";

interface Config {
    minReplicas: number;
    protect: boolean;
    multiAz: boolean;
    minBackupDays: number;
    minCidrPrefix: number;
    allowSample: boolean;
}

/** What may break does so without taking traffic or data with it, and nothing is open that need not be. */
export const production = rule<Config>({
    name: "production",
    description:
        "Gateways and their controllers are doubled, budgeted and spread, and their pods end only when nothing is sent to them any more; workloads say what they need; every signal has a retention; state is protected, encrypted, doubled and backed up; neither the Kubernetes API nor a bucket is open to everyone; the sample is not served.",
    severity: "high",
    remediationSteps:
        "Set replicas of kong.controlPlane and kong.dataPlanes, or of kong.controller and kong.gateways, protect: true, a database of kind rds with multiAz and backupRetentionDays, and cluster.endpoint; see Pulumi.prod.yaml. The violation names the key.",
    enforcementLevel: "advisory",
    config: {
        minReplicas: {
            type: "integer",
            default: 2,
            description: "The least pods of a gateway, and instances of a CloudNativePG database",
        },
        protect: {
            type: "boolean",
            default: true,
            description: "Whether databases, keys, buckets and clusters must be protected from deletion",
        },
        multiAz: {
            type: "boolean",
            default: true,
            description: "Whether an RDS database needs a standby in another zone",
        },
        minBackupDays: {
            type: "integer",
            default: 7,
            description: "How long backups of a database are kept at least; 0 asks for none",
        },
        minCidrPrefix: {
            type: "integer",
            default: 8,
            description: "The widest network that may reach the Kubernetes API, as a prefix length; 0 allows everyone",
        },
        allowSample: { type: "boolean", default: false, description: "Whether the gateway may serve the sample" },
    },
    check(system, config) {
        return [
            ...[...kongNodes(system).map(deploymentOf), ...controllers(system)].flatMap((deployment) =>
                doubled(deployment, config),
            ),
            ...proxies(system).flatMap((node) => drained(deploymentOf(node), drainOf(node))),
            ...workloads(system).flatMap((workload) =>
                missingResources(workload).map((key) => ({
                    urn: workload.urn,
                    message: `${workload.at}.${key} is not set, so the scheduler does not know what this needs, and it may starve others`,
                })),
            ),
            ...retention(system),
            ...overfull(system),
            ...(config.protect ? unprotected(system) : []),
            ...databases(system, config),
            ...volumes(system),
            ...openEndpoints(system, config),
            ...publicBuckets(system).map(({ urn, name, what }) => ({
                urn,
                message: `${name}: ${what}: the bucket would be open to everyone`,
            })),
            ...(config.allowSample ? [] : system.components("Sample")).map(({ urn, name }) => ({
                urn,
                message: `${name} is served, though anyone may send through it to httpbin.konghq.com; set sample: false`,
            })),
        ];
    },
});

/** Pods that stand in for each other, and where in a chart's values they are told so. */
interface Deployment extends Pick<KongNode, "values"> {
    urn: string;
    name: string;
    prefix: string;
}

function deploymentOf({ install: { urn, name }, role, values }: KongNode): Deployment {
    return { urn, name, values, prefix: role === "ingress" ? "gateway." : "" };
}

/** Seconds. Kubernetes gives a pod as long where nobody says more. */
const leastForOpenRequests = 30;

/** What an override makes of the end of a gateway's pod. Where nothing says how it ends, nothing is judged. */
function drained({ urn, name, prefix }: Deployment, drain: Drain | undefined): Violation[] {
    if (drain === undefined) {
        return [];
    }
    const { balanced, wait, timeout, grace } = drain;
    const open = Math.min(timeout, leastForOpenRequests);
    const violation = (message: string): Violation => ({ urn, message: `${name}: ${prefix}${message}` });
    return [
        ...(balanced && wait < loadBalancerSeconds
            ? [
                  violation(
                      `lifecycle.preStop waits ${wait} s, and a load balancer may send new connections for ${loadBalancerSeconds} s after the pod ` +
                          `was deleted, which would be refused; wait ${loadBalancerSeconds} s or longer, or leave it out of the overrides`,
                  ),
              ]
            : []),
        ...(grace < wait + open
            ? [
                  violation(
                      `terminationGracePeriodSeconds is ${grace}, less than the ${wait} s that lifecycle.preStop waits and ${open} s ` +
                          `for open requests, so they are cut; set it to ${wait + timeout} or more`,
                  ),
              ]
            : []),
    ];
}

/** Without its controller a gateway that starts anew gets no configuration. */
function controllers(system: System): Deployment[] {
    return system.chart("ingress").flatMap(({ urn, name, values: { controller } }) => {
        const values = isValues(controller) ? controller : {};
        return values.enabled === false ? [] : [{ urn, name, values, prefix: "controller." }];
    });
}

function doubled({ urn, name, prefix, values }: Deployment, { minReplicas }: Config): Violation[] {
    const replicas = replicasOf(values);
    // A daemon set has a pod on each node, which spreads itself.
    if (replicas === undefined || at(values, "deployment", "daemonset") === true) {
        return [];
    }
    const violation = (message: string): Violation => ({ urn, message: `${name}: ${prefix}${message}` });
    if (replicas.count < minReplicas) {
        return [violation(`${replicas.key} is ${replicas.count}; allowed: ${minReplicas} or more`)];
    }
    const budget = at(values, "podDisruptionBudget", "enabled");
    const disrupted = at(values, "podDisruptionBudget", "maxUnavailable");
    return replicas.count < 2
        ? []
        : [
              ...(budget === true || budget === unknown
                  ? []
                  : [
                        violation(
                            "podDisruptionBudget.enabled is not true, so a drain may take all pods at once; set it, with maxUnavailable: 1",
                        ),
                    ]),
              ...(disrupted === 0 || disrupted === "0" || disrupted === "0%"
                  ? [
                        violation(
                            `podDisruptionBudget.maxUnavailable is ${disrupted}, so no node can ever be drained; set it to 1`,
                        ),
                    ]
                  : []),
              ...(isSpread(values)
                  ? []
                  : [
                        violation(
                            "topologySpreadConstraints is empty, so all pods may be on one node; spread them over topology.kubernetes.io/zone and kubernetes.io/hostname",
                        ),
                    ]),
          ];
}

/** The least pods that a gateway would have, and the key that says so. */
function replicasOf(values: KongNode["values"]): { key: string; count: number } | undefined {
    const scaled = at(values, "autoscaling", "enabled") === true;
    const key = scaled ? "autoscaling.minReplicas" : "replicaCount";
    const given = scaled ? (at(values, "autoscaling", "minReplicas") ?? 2) : (values.replicaCount ?? 1);
    const count = Number(given);
    return given === unknown || Number.isNaN(count) ? undefined : { key, count };
}

function retention(system: System): Violation[] {
    return stores(system).flatMap(({ urn, name, signal, retentionKey, retention: kept, deletion }) => {
        if ([undefined, null, "", 0, "0", "0s", "0d"].includes(kept as undefined)) {
            return [
                {
                    urn,
                    message: `${name}: ${retentionKey} is ${kept === undefined ? "not set" : JSON.stringify(kept)}, so nobody has decided how long ${signal} are kept; set it`,
                },
            ];
        }
        return deletion === undefined || deletion.value === true || deletion.value === unknown
            ? []
            : [
                  {
                      urn,
                      message: `${name}: ${deletion.key} is not true, so ${signal} are kept for ever, whatever ${retentionKey} says`,
                  },
              ];
    });
}

/** Prometheus looks at what it has only now and then, and writes on meanwhile. */
const largestShare = 0.95;

/** A volume that is full before anything is deleted of it. */
function overfull(system: System): Violation[] {
    return system.chart("kube-prometheus-stack").flatMap(({ urn, name, values }) => {
        const spec = at(values, "prometheus", "prometheusSpec");
        const kept = at(spec, "retentionSize");
        const volume = at(spec, "storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage");
        // Prometheus' units are powers of two.
        const [most, size] = [
            bytesOf(
                String(kept)
                    .replace(/^([\d.]+[KMGTPE])B$/, "$1i")
                    .replace(/B$/, ""),
            ),
            bytesOf(volume),
        ];
        return most === undefined || size === undefined || most <= size * largestShare
            ? []
            : [
                  {
                      urn,
                      message: `${name}: prometheus.prometheusSpec.retentionSize is ${String(kept)}, on a volume of ${String(volume)}, which is full before anything is deleted; allowed: ${largestShare * 100} % of it`,
                  },
              ];
    });
}

function unprotected(system: System): Violation[] {
    return stateful(system)
        .filter(({ protect }) => !protect)
        .map(({ urn, name, type }) => ({
            urn,
            message: `${name} (${type}) is not protected from deletion; set protect: true`,
        }));
}

function databases(system: System, config: Config): Violation[] {
    const instances = system.ofType("aws:rds/instance:Instance").flatMap((database) => [
        ...rds(database, config),
        ...(config.multiAz && isNot(database.inputs.multiAz, true)
            ? [
                  {
                      urn: database.urn,
                      message: `${database.name}: multiAz is not true, so the loss of a zone is the loss of the database`,
                  },
              ]
            : []),
    ]);
    const clusters = system.ofType("aws:rds/cluster:Cluster").flatMap((database) => rds(database, config));
    return [
        ...instances,
        ...clusters,
        ...system
            .kubernetes("Cluster", "postgresql.cnpg.io/v1")
            .flatMap((database) => cloudNativePg(system, database, config)),
    ];
}

const isNot = (value: unknown, wanted: boolean): boolean => value !== unknown && value !== wanted;

function rds({ urn, name, inputs }: Seen, { minBackupDays }: Config): Violation[] {
    const days = inputs.backupRetentionPeriod;
    return [
        ...(isNot(inputs.storageEncrypted, true)
            ? [{ urn, message: `${name}: storageEncrypted is not true; it cannot be turned on later` }]
            : []),
        ...(inputs.publiclyAccessible === true
            ? [{ urn, message: `${name}: publiclyAccessible is true; allowed: false` }]
            : []),
        // The provider's own default is none.
        ...(days !== unknown && Number(days ?? 0) < minBackupDays
            ? [
                  {
                      urn,
                      message: `${name}: backupRetentionPeriod is ${String(days ?? "not set")}; allowed: ${minBackupDays} days or more`,
                  },
              ]
            : []),
    ];
}

function cloudNativePg(
    system: System,
    { urn, name, inputs }: Seen,
    { minReplicas, minBackupDays }: Config,
): Violation[] {
    const spec = isValues(inputs.spec) ? inputs.spec : {};
    const instances = spec.instances ?? 1;
    const scheduled = system
        .kubernetes("ScheduledBackup")
        .some((backup) => at(backup.inputs, "spec", "cluster", "name") === at(inputs, "metadata", "name"));
    const plugins = Array.isArray(spec.plugins) && spec.plugins.length > 0;
    return [
        ...(instances !== unknown && Number(instances) < minReplicas
            ? [{ urn, message: `${name}: spec.instances is ${String(instances)}; allowed: ${minReplicas} or more` }]
            : []),
        ...(minBackupDays > 0 && spec.backup === undefined && !plugins && !scheduled
            ? [
                  {
                      urn,
                      message: `${name}: spec.backup is not set, so a lost volume is lost data; set it, or take a database of kind rds`,
                  },
              ]
            : []),
    ];
}

function volumes(system: System): Violation[] {
    const classes = system
        .kubernetes("StorageClass")
        .filter(({ inputs }) => /ebs/.test(textAt(inputs, "provisioner") ?? ""))
        .map(({ urn, name, inputs }) => ({
            urn,
            name,
            key: "parameters.encrypted",
            value: at(inputs, "parameters", "encrypted"),
        }));
    const disks = system
        .ofType("aws:ebs/volume:Volume")
        .map(({ urn, name, inputs }) => ({ urn, name, key: "encrypted", value: inputs.encrypted }));
    return [...classes, ...disks]
        .filter(({ value }) => value !== unknown && String(value) !== "true")
        .map(({ urn, name, key, value }) => ({
            urn,
            message: `${name}: ${key} is ${value === undefined ? "not set" : String(value)}, so volumes are written in plain text; set it to true`,
        }));
}

function openEndpoints(system: System, { minCidrPrefix }: Config): Violation[] {
    return apiEndpoints(system).flatMap(({ urn, name, key, publicCidrs }) =>
        publicCidrs
            .filter((cidr) => prefixLength(cidr) < minCidrPrefix)
            .map((cidr) => ({
                urn,
                message: `${name}: ${key} lets ${cidr} reach the Kubernetes API; allowed: networks of /${minCidrPrefix} or smaller, or none (private)`,
            })),
    );
}
