import { createHash } from "node:crypto";
import { ExistingAws } from "./existingAws";
import { plain, type Properties, unknown } from "./properties";
import type { Difference, SimulatedProvider, Subject } from "./provider";

/** Properties that AWS cannot change in place, of the types where this program could come to change them. */
const fixed: Record<string, string[] | undefined> = {
    "aws:ec2/vpc:Vpc": ["cidrBlock"],
    "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
    "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
    "aws:eks/cluster:Cluster": ["name", "encryptionConfig"],
    "aws:eks/nodeGroup:NodeGroup": ["clusterName", "instanceTypes", "nodeRoleArn", "subnetIds"],
    "aws:rds/instance:Instance": ["dbName", "identifier", "storageEncrypted"],
};

/** Parameters with the engine's default: RDS reports that they take effect with a restart, whatever was asked for. */
const defaultParameters: Record<string, string | undefined> = { "rds.force_ssl": "1" };

/** Enough of AWS for the outputs that the program reads. */
export class Aws implements SimulatedProvider {
    /** Grows whenever AWS recommends newer add-ons. */
    public addOnBuild = 1;
    /** What no stack has created. */
    public readonly existing = new ExistingAws();
    /** The account's zones. */
    public zones = {
        names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        zoneIds: ["euc1-az2", "euc1-az3", "euc1-az1"],
    };
    /** When every Kubernetes version leaves standard support. */
    public supportEnds = "2999-01-01T00:00:00Z";
    /** How many instances of RDS were made: none gets the resource id of another. */
    private databases = 0;
    /** Properties that somebody changed by hand, by the resource's name. */
    public readonly changed = new Map<string, Properties>();

    replacement({ type }: Subject, _before: unknown, _after: Properties, changed: string[]): Difference | undefined {
        const replaces = changed.filter((property) => fixed[type]?.includes(property));
        return replaces.length === 0 ? undefined : { replaces, deleteBeforeReplace: false };
    }

    /** Every bucket has objects in it by then. */
    keeps({ type, name }: Subject, { forceDestroy }: Properties): string | undefined {
        return type === "aws:s3/bucket:Bucket" && forceDestroy !== true
            ? `deleting S3 Bucket (${name}): BucketNotEmpty: The bucket you tried to delete is not empty`
            : undefined;
    }

    id({ name }: Subject): string {
        return `${name}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
    }

    outputs(subject: Subject, inputs: Properties, preview: boolean, before?: Properties): Properties {
        const { type, name } = subject;
        const id = this.id(subject);
        // What AWS once gave out stays.
        const told = <T>(value: T): T | string => (preview && before === undefined ? unknown : value);
        const common = {
            arn: told(`arn:aws:${type.split(/[:/]/)[1]}:eu-central-1:111122223333:${id}`),
            name: inputs.name ?? told(id),
        };
        switch (type) {
            case "aws:ec2/launchTemplate:LaunchTemplate": {
                const latestVersion = preview ? unknown : Number(before?.latestVersion ?? 0) + 1;
                return { ...common, latestVersion, defaultVersion: latestVersion };
            }
            case "aws:rds/instance:Instance":
                return {
                    ...common,
                    resourceId: before?.resourceId ?? (preview ? unknown : `db-${++this.databases}`),
                    address: told(`${name}.c0ffee.eu-central-1.rds.amazonaws.com`),
                    endpoint: told(`${name}.c0ffee.eu-central-1.rds.amazonaws.com:5432`),
                };
            case "aws:eks/cluster:Cluster":
                return {
                    ...common,
                    endpoint: told(`https://${id}.gr7.eu-central-1.eks.amazonaws.com`),
                    certificateAuthority: told({ data: Buffer.from(`authority of ${id}`).toString("base64") }),
                    vpcConfig: told({ ...(plain(inputs.vpcConfig) as object), clusterSecurityGroupId: `sg-${id}` }),
                };
            default:
                return common;
        }
    }

    live({ type, name }: Subject, inputs: Properties): Properties {
        const changed = this.changed.get(name) ?? {};
        return type === "aws:rds/parameterGroup:ParameterGroup"
            ? { ...changed, parameters: (plain(inputs.parameters) as Parameter[]).map(reported) }
            : changed;
    }

    invoke(token: string, args: Properties): Properties {
        switch (token) {
            case "aws:eks/getAddonVersion:getAddonVersion":
                return {
                    ...args,
                    id: args.addonName,
                    version: `v1.0.0-${String(args.kubernetesVersion)}-eksbuild.${this.addOnBuild}`,
                    mostRecent: false,
                };
            case "aws:index/getAvailabilityZones:getAvailabilityZones":
                return { ...args, id: "eu-central-1", ...this.zones };
            case "aws:eks/getClusterVersions:getClusterVersions":
                return {
                    ...args,
                    clusterVersions: (args.clusterVersionsOnlies as string[]).map((clusterVersion) => ({
                        clusterVersion,
                        endOfStandardSupportDate: this.supportEnds,
                    })),
                };
            default: {
                const answer = this.existing.invoke(token, args);
                if (answer === undefined) {
                    throw new Error(`the simulated AWS does not know ${token}`);
                }
                return answer;
            }
        }
    }
}

interface Parameter {
    name: string;
    value: string;
    applyMethod?: string;
}

/** What is left out is "immediate" (terraform-provider-aws internal/service/rds/parameter_group.go). */
function reported({ name, value, applyMethod = "immediate" }: Parameter): Parameter {
    return { name, value, applyMethod: defaultParameters[name] === value ? "pending-reboot" : applyMethod };
}
