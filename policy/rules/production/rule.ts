import { prefixLength } from "../../../model/addresses";
import { apiEndpoints, publicBuckets, stateful } from "../../library/aws";
import { proxies } from "../../library/kong";
import { at, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";
import type { Config } from "./config";
import { databases } from "./databases";
import { deployments, doubled } from "./deployments";
import { drained } from "./drain";
import { overfull, retention } from "./retention";
import { missingResources, workloads } from "./workloads";

/** Failures do not take traffic or data with them, and nothing is open without need. */
export const production = rule<Config>({
    name: "production",
    description:
        "Gateways and their controllers have several replicas, a disruption budget and topology spread, and their pods terminate only after traffic to them has stopped; workloads have resource requests and limits; every signal has a retention; state is protected, encrypted, redundant and backed up; neither the Kubernetes API nor a bucket is open to everyone; the sample is not served.",
    severity: "high",
    remediationSteps:
        "Set replicas of kong.controlPlane and kong.dataPlanes, or of kong.controller and kong.gateways, protect: true, a database of kind rds with multiAz and backupRetentionDays, and cluster.endpoint; see Pulumi.prod.yaml. The violation names the key.",
    enforcementLevel: "advisory",
    config: {
        minReplicas: {
            type: "integer",
            default: 2,
            description: "Minimum number of pods of a gateway, and of instances of a CloudNativePG database",
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
            description: "Minimum number of days database backups are kept; 0 requires none",
        },
        minCidrPrefix: {
            type: "integer",
            default: 8,
            description: "Smallest prefix length of a network that may reach the Kubernetes API; 0 allows everyone",
        },
        allowSample: { type: "boolean", default: false, description: "Whether the gateway may serve the sample" },
    },
    check(system, config) {
        return [
            ...deployments(system).flatMap((deployment) => doubled(deployment, config)),
            ...proxies(system).flatMap(drained),
            ...workloads(system).flatMap((workload) =>
                missingResources(workload).map((key) => ({
                    urn: workload.urn,
                    message: `${workload.at}.${key} is not set, so the scheduler does not know what this pod needs, and it may take resources from others`,
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

function unprotected(system: System): Violation[] {
    return stateful(system)
        .filter(({ protect }) => !protect)
        .map(({ urn, name, type }) => ({
            urn,
            message: `${name} (${type}) is not protected from deletion; set protect: true`,
        }));
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
