import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Component, type ComponentOptions } from "../../shared/component";
import { rdsPostgresqlVersion } from "../../../charts/registry";
import { diskGuard } from "../../release/guard/guard";
import { type DatabaseConnection, databaseName, type DatabasePlace, databaseUser } from "./connection";
import { ExternalDatabase } from "./external";

export interface RdsArgs extends DatabasePlace {
    kind: "rds";
    /** Name of the instance. */
    identifier: string;
    instanceClass: string;
    /** GiB to begin with; RDS grows it up to five times as much. */
    allocatedStorage: number;
    /** A standby in another zone. */
    multiAz: boolean;
    backupRetentionDays: number;
    /** RDS' CA bundle of the region, PEM. With it the server's certificate is verified. */
    caCertificate?: string;
    /** Refuse deletion, in Pulumi and in AWS. Automated backups outlive a deletion either way. */
    protect: boolean;
    /** On everything here, so that it tells whose it is. */
    tags: Record<string, string>;
    network: {
        vpcId: pulumi.Input<string>;
        privateSubnetIds: pulumi.Input<string>[];
        /** Whoever is in this security group may connect. */
        podSecurityGroupId: pulumi.Input<string>;
    };
}

/** As long as the logs of the EKS control plane. */
const logRetentionDays = 90;

/** PostgreSQL on Amazon RDS, beside the cluster in its private subnets. */
export class RdsDatabase extends Component {
    public readonly connection: DatabaseConnection;

    constructor(name: string, args: RdsArgs, opts?: ComponentOptions) {
        const { namespace, instanceClass, multiAz, backupRetentionDays, protect, caCertificate } = args;
        super(
            "kong-observability:kong:RdsDatabase",
            name,
            {
                namespace,
                instanceClass,
                multiAz,
                backupRetentionDays,
                protect,
                encrypted: true,
                publiclyAccessible: false,
                verified: caCertificate !== undefined,
            },
            opts,
        );

        const password = new random.RandomPassword(
            `${name}-password`,
            { length: 32, special: false },
            { parent: this },
        );
        const instance = this.instance(name, args, password.result);
        this.connection = new ExternalDatabase(
            `${name}-connection`,
            {
                kind: "external",
                namespace,
                host: instance.address,
                port: 5432,
                database: databaseName,
                user: databaseUser,
                password: password.result,
                caCertificate,
                // AWS never gives it out again. A recreated or restored instance has name and address of the old one.
                identity: instance.resourceId,
            },
            this.within,
        );
        this.registerOutputs({ host: instance.address });
    }

    private instance(name: string, args: RdsArgs, password: pulumi.Output<string>): aws.rds.Instance {
        const { identifier, allocatedStorage, protect, tags } = args;
        const subnets = this.subnets(name, args);
        const firewall = this.firewall(name, args);
        const parameters = this.parameters(name, args);
        const log = this.log(name, args);
        return new aws.rds.Instance(
            name,
            {
                identifier,
                engine: "postgres",
                engineVersion: rdsPostgresqlVersion,
                autoMinorVersionUpgrade: true,
                // A change is there when `up` ends, not a difference until the next maintenance window. Only the
                // control plane notices a restart.
                applyImmediately: true,
                instanceClass: args.instanceClass,
                dbName: databaseName,
                username: databaseUser,
                password,
                allocatedStorage,
                maxAllocatedStorage: allocatedStorage * 5,
                storageType: "gp3",
                storageEncrypted: true,
                multiAz: args.multiAz,
                dbSubnetGroupName: subnets.name,
                vpcSecurityGroupIds: [firewall.id],
                publiclyAccessible: false,
                parameterGroupName: parameters.name,
                backupRetentionPeriod: args.backupRetentionDays,
                copyTagsToSnapshot: true,
                enabledCloudwatchLogsExports: ["postgresql"],
                deletionProtection: protect,
                // What can be restored after a deletion: the automated backups, for as long as they are kept. A final
                // snapshot would need a new name each time.
                deleteAutomatedBackups: false,
                skipFinalSnapshot: true,
                tags,
            },
            {
                parent: this,
                protect,
                dependsOn: [log],
                hooks: { beforeUpdate: [diskGuard(name, "kong.database.allocatedStorage")] },
            },
        );
    }

    private subnets(name: string, { identifier, network, tags }: RdsArgs): aws.rds.SubnetGroup {
        const subnetIds = network.privateSubnetIds;
        return new aws.rds.SubnetGroup(name, { name: identifier, subnetIds, tags }, { parent: this });
    }

    private firewall(name: string, { identifier, network, tags }: RdsArgs): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(
            name,
            {
                vpcId: network.vpcId,
                description: "PostgreSQL of Kong's control plane",
                ingress: [
                    {
                        description: "Pods of the cluster",
                        protocol: "tcp",
                        fromPort: 5432,
                        toPort: 5432,
                        securityGroups: [network.podSecurityGroupId],
                    },
                ],
                tags: { ...tags, Name: identifier },
            },
            { parent: this },
        );
    }

    private parameters(name: string, { tags }: RdsArgs): aws.rds.ParameterGroup {
        return new aws.rds.ParameterGroup(
            name,
            {
                family: `postgres${rdsPostgresqlVersion}`,
                description: "Nothing without TLS",
                // From PostgreSQL 15 on the value is RDS' own default, of which it reports "pending-reboot", whatever
                // was asked for: with another method each preview would find a difference
                // (terraform-provider-aws#39252). The instance starts with it.
                parameters: [{ name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" }],
                tags,
            },
            { parent: this },
        );
    }

    /** Made here, because the one that RDS makes by itself is kept forever. */
    private log(name: string, { identifier, tags }: RdsArgs): aws.cloudwatch.LogGroup {
        return new aws.cloudwatch.LogGroup(
            `${name}-log`,
            { name: `/aws/rds/instance/${identifier}/postgresql`, retentionInDays: logRetentionDays, tags },
            { parent: this },
        );
    }
}
