import { isArm } from "../../model/instanceTypes";
import { type Context, crossCheck, type CrossCheck, sameNames } from "./check";
import { gatewaysOf } from "../gateways";
import type { Problem } from "../problems";
import { region } from "../schema/common";
import type { PlainSettings } from "../schema";
import { existingEks } from "./existingEks";
import { network } from "./network";

type Eks = Extract<PlainSettings["cluster"], { kind: "eks" }>;

/** Rules for the cluster's settings together, and with `aws:region`. */
export const clusterChecks: readonly CrossCheck[] = [
    crossCheck(["cluster"], ({ cluster }, context) =>
        cluster.kind === "eks"
            ? [
                  ...names(cluster.kind, context),
                  ...network(cluster.network, context),
                  ...endpoint(cluster, context.project),
                  ...nodes(cluster, context.project),
              ]
            : cluster.kind === "existing-eks"
              ? [...names(cluster.kind, context), ...existingEks(cluster, context.project)]
              : [],
    ),
    crossCheck(["cluster", "kong"], ({ cluster, kong }, { project }) => [
        kong.topology === "hybrid" &&
            kong.database.kind === "rds" &&
            cluster.kind === "kubeconfig" && {
                key: `${project}:kong.database.kind`,
                message:
                    `got "rds"; allowed: cloudnativepg or external with cluster.kind ${cluster.kind}, ` +
                    "which has no VPC for an RDS instance",
            },
        ...(cluster.kind === "kubeconfig" && cluster.loadBalancers === undefined ? internalProxies(kong) : []).map(
            (key) => ({
                key: `${project}:${key}`,
                message:
                    'got "internal"; allowed with cluster.kind kubeconfig: internal together with cluster.loadBalancers, which names ' +
                    "the load balancer controller, or internet-facing with annotations of your own in chartOverrides. " +
                    "Otherwise no controller would know, and the gateway could be public",
            }),
        ),
        cluster.kind === "kubeconfig" &&
            cluster.loadBalancers === undefined &&
            kong.topology === "hybrid" &&
            kong.controlPlane.expose !== undefined && {
                key: `${project}:kong.controlPlane.expose`,
                message:
                    "set; allowed with cluster.kind kubeconfig together with cluster.loadBalancers, which names the load balancer controller. " +
                    "Otherwise no controller would know that it is internal, and the control plane could be public",
            },
    ]),
];

function names(kind: string, { project, stack, awsRegion }: Context): (Problem | false)[] {
    return [
        !/^[a-z][-a-z0-9]*$/.test(stack) && {
            key: "stack",
            message:
                `got "${stack}"; allowed with cluster.kind ${kind}: lower-case letters, digits and dashes, ` +
                `since AWS allows nothing else in the names (${project}-${stack}) made of it`,
        },
        awsRegion === undefined && {
            key: "aws:region",
            message: `missing; cluster.kind is ${kind}: npx pulumi config set aws:region eu-central-1`,
        },
        awsRegion !== undefined &&
            !region.safeParse(awsRegion).success && {
                key: "aws:region",
                message: `got "${awsRegion}"; allowed: a region such as eu-central-1`,
            },
    ];
}

function endpoint({ endpoint }: Eks, project: string): (Problem | false)[] {
    return [
        !endpoint.private &&
            !endpoint.publicCidrs.includes("0.0.0.0/0") && {
                key: `${project}:cluster.endpoint.private`,
                message:
                    'got false; allowed: true, or false with publicCidrs ["0.0.0.0/0"], ' +
                    "otherwise the nodes cannot reach the Kubernetes API and never join",
            },
    ];
}

function nodes({ compute, addOnVersions }: Eks, project: string): (Problem | false)[] {
    if (compute.kind === "auto-mode") {
        return Object.entries(addOnVersions).map(
            ([addOn, version]) =>
                addOn !== "metrics-server" &&
                version !== undefined && {
                    key: `${project}:cluster.addOnVersions.${addOn}`,
                    message:
                        `got "${version}"; allowed: metrics-server alone with compute.kind auto-mode, ` +
                        `which has ${addOn} built in`,
                },
        );
    }
    const key = `${project}:cluster.compute.groups`;
    return [
        ...compute.groups.map(
            ({ minSize, maxSize }, index) =>
                minSize > maxSize && {
                    key: `${key}[${index}].maxSize`,
                    message: `got ${maxSize}; allowed: at least minSize (${minSize})`,
                },
        ),
        ...compute.groups.map(({ instanceTypes }, index) => {
            const arm = instanceTypes.filter(isArm);
            return (
                arm.length > 0 &&
                arm.length < instanceTypes.length && {
                    key: `${key}[${index}].instanceTypes`,
                    message:
                        `got ${instanceTypes.join(", ")}; allowed: one processor architecture in a group, which its ` +
                        `machine image follows (Arm: ${arm.join(", ")})`,
                }
            );
        }),
        ...sameNames(compute.groups, key, "group"),
        compute.groups.every(({ taints = [] }) => taints.some(({ effect }) => effect !== "PreferNoSchedule")) && {
            key,
            message:
                "got taints on every group; allowed: one group at least without, for all that this program installs",
        },
    ];
}

/** Keys of the proxies that must not be public. */
function internalProxies(kong: PlainSettings["kong"]): string[] {
    return gatewaysOf(kong)
        .filter(({ gateway: { proxy } }) => proxy.type === "LoadBalancer" && proxy.scheme === "internal")
        .map(({ key }) => `${key}.proxy.scheme`);
}
