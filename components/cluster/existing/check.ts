import * as aws from "@pulumi/aws";
import { readJsonOr } from "../../../model/parsing";
import { orUnreachable, type Unreachable } from "../../release/guard/live";
import { withProfile } from "../access";
import { type Answer, answerOf } from "./answer";
import type { ExistingEksArgs } from "./cluster";
import { type Foundations, foundationsOf } from "./foundations";
import { judgeFoundations, type Seen, type Whose } from "./judge";
import { eksKubeconfig } from "./kubeconfig";
import { type FoundAddOn, findAddOn, type FoundCluster } from "./lookup";
import { taggedSubnets } from "./networkLookup";
import { ownLabels, ownStorageClass } from "./own";
import { type Findings, twoZones, untagged } from "./subnets";

/**
 * Asks AWS and the cluster whether what this stack stands on is there, and nothing is installed twice. In the offline
 * plan the cluster is unknown, and nothing is asked.
 */
export async function judgeExisting(args: ExistingEksArgs, found: FoundCluster): Promise<Findings> {
    if (typeof (found.endpoint as unknown) !== "string") {
        return { problems: [], warnings: [] };
    }
    const { name } = args;
    if (!["ACTIVE", "UPDATING"].includes(found.status)) {
        const problem = `cluster.name: got "${name}", whose status is ${found.status}; allowed: a cluster that is ACTIVE`;
        return { problems: [problem], warnings: [] };
    }
    const [foundations, addOns, ofDatabase, ofLoadBalancers] = await Promise.all([
        look(args, found),
        addOnsOf(args, found),
        databaseSubnets(args, found),
        loadBalancerSubnets(args, found),
    ]);
    const [live, unreachable] =
        "unreachable" in foundations ? [undefined, foundations.unreachable] : [foundations, undefined];
    return {
        problems: [...judgeFoundations(args, args.uses, seenOf(args, found, addOns, live)), ...ofDatabase],
        warnings: [
            ...(unreachable === undefined
                ? []
                : [`cluster.name: ${name} did not answer, and what runs on it was not checked: ${unreachable}`]),
            ...networkPolicies(name, addOns.cni),
            ...ofLoadBalancers,
        ],
    };
}

async function look(
    { name, region, profile }: ExistingEksArgs,
    { endpoint, authority }: FoundCluster,
): Promise<Foundations | Unreachable> {
    const kubeconfig = withProfile(eksKubeconfig({ name, region, endpoint, authority }), profile);
    return orUnreachable(foundationsOf(kubeconfig));
}

interface AddOns {
    metrics: Answer<FoundAddOn>;
    agent: Answer<FoundAddOn>;
    driver: Answer<FoundAddOn>;
    /** Undefined with Auto Mode, which has its network built in. */
    cni: Answer<FoundAddOn> | undefined;
}

async function addOnsOf({ name }: ExistingEksArgs, { autoMode }: FoundCluster): Promise<AddOns> {
    const [metrics, agent, driver, cni] = await Promise.all([
        findAddOn(name, "metrics-server"),
        findAddOn(name, "eks-pod-identity-agent"),
        findAddOn(name, "aws-ebs-csi-driver"),
        autoMode ? undefined : findAddOn(name, "vpc-cni"),
    ]);
    return { metrics, agent, driver, cni };
}

function seenOf(
    { name, tags }: ExistingEksArgs,
    { autoMode }: FoundCluster,
    { metrics, agent, driver }: AddOns,
    live: Foundations | undefined,
): Seen {
    return {
        name,
        autoMode,
        controller: live && whoseControllers(live.controllers, ownLabels(tags)),
        metricsServer: whoseAddOn(metrics, tags, live?.metrics),
        podIdentityAgent: whoseAddOn(agent, tags, live?.podIdentityAgent),
        ebsDriver: whoseAddOn(driver, tags, live?.drivers.includes("ebs.csi.aws.com")),
        storageClasses: live?.storageClasses.filter((one) => one.name !== ownStorageClass(tags)),
    };
}

function whoseControllers(controllers: Foundations["controllers"], own: Record<string, string>): Whose {
    const isOwn = (labels: Record<string, string>): boolean => hasAll(labels, own);
    return controllers.some(({ labels }) => !isOwn(labels)) ? "theirs" : controllers.length > 0 ? "ours" : "nobody's";
}

/** @param runs whether it runs on the cluster, as an add-on or otherwise; undefined if that was not seen */
function whoseAddOn(addOn: Answer<FoundAddOn>, own: Record<string, string>, runs: boolean | undefined): Whose {
    if ("found" in addOn) {
        return hasAll(addOn.found.tags, own) ? "ours" : "theirs";
    }
    return runs === true ? "theirs" : runs === false && "missing" in addOn ? "nobody's" : undefined;
}

function hasAll(found: Record<string, string>, wanted: Record<string, string>): boolean {
    return Object.entries(wanted).every(([key, value]) => found[key] === value);
}

/** Whether Kubernetes' NetworkPolicies have an effect, as far as the add-on's own configuration says. */
function networkPolicies(name: string, cni: AddOns["cni"]): string[] {
    if (cni === undefined || !("found" in cni)) {
        return [];
    }
    const { enableNetworkPolicy } = readJsonOr(cni.found.configuration, {}) as { enableNetworkPolicy?: unknown };
    return String(enableNetworkPolicy) === "true"
        ? []
        : [
              `cluster.name: the add-on vpc-cni of ${name} does not enforce NetworkPolicies, so that every pod of the cluster ` +
                  `reaches Kong's Admin API, unless something else (Calico) does: aws eks update-addon --cluster-name ${name} ` +
                  `--addon-name vpc-cni --configuration-values '{"enableNetworkPolicy":"true"}'`,
          ];
}

async function databaseSubnets({ subnetIds, uses }: ExistingEksArgs, { vpcConfig }: FoundCluster): Promise<string[]> {
    if (uses.database === undefined) {
        return [];
    }
    const ids = subnetIds ?? vpcConfig.subnetIds;
    const key = "cluster.subnetIds";
    const answers = await Promise.all(
        ids.map(async (id) => ({ id, answer: await answerOf(aws.ec2.getSubnet({ id })) })),
    );
    const subnets = answers.flatMap(({ answer }) => ("found" in answer ? answer.found : []));
    const allowed = `allowed: subnets of the cluster's VPC ${vpcConfig.vpcId}`;
    const problems = answers.flatMap(({ id, answer }) => {
        if ("unknown" in answer) {
            return [`${key}: "${id}": ${answer.unknown}`];
        }
        if ("missing" in answer) {
            return [`${key}: got "${id}", which AWS does not have; ${allowed}`];
        }
        const { vpcId } = answer.found;
        return vpcId === vpcConfig.vpcId ? [] : [`${key}: got "${id}", which is in ${vpcId}; ${allowed}`];
    });
    const zones = subnets.map(({ availabilityZone }) => ({ zone: availabilityZone }));
    return problems.length > 0 ? problems : twoZones(zones, key, `RDS (${uses.database})`);
}

/** Auto Mode finds subnets by their tags alone; which version of the controller runs elsewhere is not known. */
async function loadBalancerSubnets(
    { loadBalancerController, publicSubnetIds, uses }: ExistingEksArgs,
    { vpcConfig: { vpcId } }: FoundCluster,
): Promise<string[]> {
    const schemes = (["internet-facing", "internal"] as const).filter(
        (scheme) =>
            uses.loadBalancers[scheme] !== undefined && (scheme === "internal" || publicSubnetIds === undefined),
    );
    const found = await Promise.all(
        (loadBalancerController === "auto-mode" ? schemes : []).map(async (scheme) =>
            untagged(scheme, vpcId, await taggedSubnets(scheme, vpcId), []).map(
                (text) => `${uses.loadBalancers[scheme]}: ${text}`,
            ),
        ),
    );
    return found.flat();
}
