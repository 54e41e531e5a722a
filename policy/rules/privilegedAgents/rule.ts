import { factsOf } from "../../../charts";
import type { NodeFact } from "../../../charts/description";
import { at, listAt, type Seen, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    bottlerocket: boolean;
}

/** Pods on each node that see more of it than their own container. */
interface NodeAgent extends NodeFact {
    urn: string;
    /** The resource and the workload, for messages. */
    who: string;
    namespace: string | undefined;
}

/** What such pods need is outside of their chart: in the namespace, and in the nodes' operating system. */
export const privilegedAgents = rule<Config>({
    name: "privileged-agents",
    description:
        "Pods that look into every process of their node (DeepFlow's agent) are in a namespace that admits them, on nodes whose kernel is known to have what they need.",
    severity: "high",
    remediationSteps:
        "Label the namespace pod-security.kubernetes.io/enforce: privileged, and run them on nodes with Amazon Linux 2023 (cluster.compute.kind managed-node-groups). To try them on Bottlerocket, which EKS Auto Mode uses, set privileged-agents.bottlerocket in the policy configuration.",
    enforcementLevel: "mandatory",
    config: {
        bottlerocket: {
            type: "boolean",
            default: false,
            description:
                "Whether they may run on Bottlerocket, whose SELinux policy and kernel lockdown they may not pass",
        },
    },
    check(system, { bottlerocket }) {
        const agents = agentsIn(system);
        return agents.flatMap((agent) => [
            ...notAdmitted(system, agent),
            ...withoutNodes(system, agent),
            ...oldKernels(system, agent),
            ...(bottlerocket ? [] : onBottlerocket(system, agent)),
        ]);
    },
});

function agentsIn(system: System): NodeAgent[] {
    return system.charts.flatMap(({ urn, name, chart, namespace, values }) =>
        factsOf(chart, "workloads").flatMap(({ ofNode, part }) =>
            ofNode === undefined || (at(values, ...ofNode.enabled.path) ?? ofNode.enabled.standard) === false
                ? []
                : [{ ...ofNode, urn, namespace, who: `${name} (${part})` }],
        ),
    );
}

/** Kubernetes would refuse each pod, and Helm wait for none of them. */
function notAdmitted(system: System, { urn, who, namespace, why }: NodeAgent): Violation[] {
    const label = "pod-security.kubernetes.io/enforce";
    return system
        .kubernetes("Namespace")
        .filter(({ inputs }) => textAt(inputs, "metadata", "name") === namespace)
        .filter(({ inputs }) => !["privileged", unknown].includes(String(at(inputs, "metadata", "labels", label))))
        .map(({ inputs }) => {
            const given = textAt(inputs, "metadata", "labels", label);
            const is = given === undefined ? `has no label ${label}` : `has ${label}: ${given}`;
            return {
                urn,
                message: `${who}: the namespace ${String(namespace)} ${is}; allowed: privileged, since ${why}`,
            };
        });
}

/** On Fargate each pod has a machine of its own, and no DaemonSet runs. */
function withoutNodes(system: System, { urn, who, namespace }: NodeAgent): Violation[] {
    return system
        .ofType("aws:eks/fargateProfile:FargateProfile")
        .filter(({ inputs }) => listAt(inputs, "selectors").some((one) => one.namespace === namespace))
        .map(({ name }) => ({
            urn,
            message: `${who}: the Fargate profile ${name} takes the pods of ${String(namespace)}, and Fargate runs no DaemonSet; use managed node groups`,
        }));
}

/**
 * The oldest kernel that nodes of an AMI type have had while EKS offers it.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-amis.html
 */
const kernels: readonly [RegExp, string][] = [
    [/^AL2023_/, "6.1"],
    [/^AL2_/, "5.4"],
    [/^BOTTLEROCKET_/, "5.10"],
];

function oldKernels(system: System, { urn, who, kernel }: NodeAgent): Violation[] {
    return nodeGroups(system).flatMap(({ name, inputs }) => {
        const type = textAt(inputs, "amiType") ?? "";
        const has = kernels.find(([pattern]) => pattern.test(type))?.[1];
        return has !== undefined && isOlder(has, kernel)
            ? [{ urn, message: `${who}: nodes of ${name} (${type}) have Linux ${has}; allowed: ${kernel} or later` }]
            : [];
    });
}

function isOlder(one: string, other: string): boolean {
    const [[a = 0, b = 0], [c = 0, d = 0]] = [one, other].map((version) => version.split(".").map(Number)) as [
        number[],
        number[],
    ];
    return a < c || (a === c && b < d);
}

function onBottlerocket(system: System, { urn, who }: NodeAgent): Violation[] {
    const autoMode = [
        ...system.components("EksCluster").filter(({ inputs }) => inputs.compute === "auto-mode"),
        ...system
            .ofType("aws:eks/cluster:Cluster")
            .filter(({ inputs }) => at(inputs, "computeConfig", "enabled") === true),
    ];
    const groups = nodeGroups(system).filter(({ inputs }) => /^BOTTLEROCKET_/.test(textAt(inputs, "amiType") ?? ""));
    // A cluster of ours is a component with the cluster in it.
    return [...autoMode.slice(0, 1), ...groups].map(({ name }) => ({
        urn,
        message:
            `${who}: nodes of ${name} run Bottlerocket, on which it is not proven to work (SELinux, kernel lockdown); ` +
            "use managed node groups with Amazon Linux 2023, or allow it by privileged-agents.bottlerocket in the policy configuration",
    }));
}

const nodeGroups = (system: System): Seen[] => system.ofType("aws:eks/nodeGroup:NodeGroup");
