import type { Uses } from "../../../model/uses";
import type { Foundations } from "./foundations";
import type { Findings } from "./subnets";

/** What runs on the cluster already, and what this stack installs there. */
export interface Choices {
    loadBalancerController: "existing" | "install" | "auto-mode";
    /** Who creates volumes. */
    volumeDriver: "existing" | "install" | "auto-mode";
    /** @default the cluster's default */
    storageClass?: string;
    metricsServer: "existing" | "install";
    podIdentityAgent: "existing" | "install";
}

/** Whose something is that exists; undefined if that could not be seen. */
export type Whose = "ours" | "theirs" | "nobody's" | undefined;

/** What could be seen of a cluster. */
export interface Seen {
    name: string;
    autoMode: boolean;
    controller: Whose;
    metricsServer: Whose;
    podIdentityAgent: Whose;
    ebsDriver: Whose;
    /** Without the class of this stack. */
    storageClasses: Foundations["storageClasses"] | undefined;
}

/** What is missing on a cluster, or would run twice. Pure. */
export function judgeFoundations(choices: Choices, uses: Uses, seen: Seen): Findings["problems"] {
    return [
        ...controller(choices, uses, seen),
        ...volumes(choices, seen),
        ...metrics(choices, seen),
        ...podIdentity(choices, uses, seen),
    ];
}

/** For a part that this stack would install, or that EKS has built in. */
function fits(setting: string, choice: string, { name, autoMode }: Seen, whose: Whose, what: string): string[] {
    if (choice === "auto-mode" && !autoMode) {
        return [`${setting}: got "auto-mode", and ${name} is no EKS Auto Mode cluster; allowed: existing, install`];
    }
    return choice === "install" && whose === "theirs"
        ? [`${setting}: got "install", and ${what} runs on ${name} already; allowed: existing`]
        : [];
}

function isMissing(whose: Whose): boolean {
    // What is this stack's goes with this `up`.
    return whose === "nobody's" || whose === "ours";
}

function controller({ loadBalancerController: choice }: Choices, { loadBalancers }: Uses, seen: Seen): string[] {
    const setting = "cluster.loadBalancerController";
    const [asked] = Object.values(loadBalancers);
    return choice === "existing" && asked !== undefined && isMissing(seen.controller)
        ? [
              `${setting}: got "existing", and ${seen.name} has no AWS Load Balancer Controller, which ${asked} needs; ` +
                  `allowed: ${seen.autoMode ? "auto-mode, which this cluster has" : "install"}`,
          ]
        : fits(setting, choice, seen, seen.controller, "an AWS Load Balancer Controller");
}

function volumes({ volumeDriver: choice, storageClass }: Choices, seen: Seen): string[] {
    const setting = "cluster.volumeDriver";
    if (choice === "install" && seen.autoMode) {
        return [
            `${setting}: got "install", and ${seen.name} is an EKS Auto Mode cluster; allowed: auto-mode, existing`,
        ];
    }
    if (choice !== "existing" || seen.storageClasses === undefined) {
        return fits(setting, choice, seen, seen.ebsDriver, "the EBS driver");
    }
    const { storageClasses: classes, name, autoMode } = seen;
    const used = classes.find((one) => (storageClass === undefined ? one.isDefault : one.name === storageClass));
    if (used === undefined) {
        const got =
            storageClass === undefined
                ? `missing, and ${name} has no default StorageClass`
                : `got "${storageClass}", a StorageClass that ${name} does not have`;
        const names = classes.map((one) => one.name);
        const allowed = names.length > 0 ? `allowed: ${names.join(", ")}; or` : "allowed: nothing here but";
        return [
            `cluster.storageClass: ${got}; ${allowed} volumeDriver ${autoMode ? "auto-mode" : "install"}, with which one is created`,
        ];
    }
    return ebsProvisioners.includes(used.provisioner) && isMissing(seen.ebsDriver)
        ? [
              `${setting}: got "existing", and ${name} has no EBS driver, by which StorageClass ${used.name} creates volumes; ` +
                  `allowed: ${autoMode ? "auto-mode" : "install"}`,
          ]
        : [];
}

/** The driver's, and Kubernetes' own of earlier days, which hands its work to the driver. */
const ebsProvisioners = ["ebs.csi.aws.com", "kubernetes.io/aws-ebs"];

function metrics({ metricsServer: choice }: Choices, seen: Seen): string[] {
    return fits("cluster.metricsServer", choice, seen, seen.metricsServer, "a metrics server");
}

function podIdentity({ podIdentityAgent: choice, ...choices }: Choices, uses: Uses, seen: Seen): string[] {
    const setting = "cluster.podIdentityAgent";
    if (seen.autoMode) {
        return choice === "install"
            ? [`${setting}: got "install", and EKS Auto Mode has the agent built in; allowed: existing`]
            : [];
    }
    const asked =
        uses.podIdentity ??
        (["loadBalancerController", "volumeDriver"] as const)
            .filter((part) => choices[part] === "install")
            .map((part) => `cluster.${part}`)[0];
    return choice === "existing" && asked !== undefined && isMissing(seen.podIdentityAgent)
        ? [
              `${setting}: got "existing", and ${seen.name} has no EKS Pod Identity agent, by which pods take the role of ` +
                  `${asked}; allowed: install`,
          ]
        : fits(setting, choice, seen, seen.podIdentityAgent, "the EKS Pod Identity agent");
}
