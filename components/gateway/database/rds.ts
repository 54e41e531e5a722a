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
    /** Initial size in GiB; RDS grows it to up to five times as much. */
    allocatedStorage: number;
    /** A standby in another zone. */
    multiAz: boolean;
    backupRetentionDays: number;
    /** The region's CA bundle of RDS, PEM. @default the server's certificate is not verified */
    caCertificate?: string;
    /** Protects against deletion, in Pulumi and in AWS. Automated backups outlive a deletion either way. */
    protect: boolean;
    /** Tags of every resource here. */
    tags: Record<string, string>;
    network: {
        vpcId: pulumi.Input<string>;
        privateSubnetIds: pulumi.Input<string>[];
        /** Security group whose members may connect. */
        podSecurityGroupId: pulumi.Input<string>;
    };
}

/** Days. The same as for the EKS control plane's logs. */
const logRetentionDays = 90;

/** PostgreSQL on Amazon RDS, in the cluster's private subnets. */
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
                // AWS never reuses this id, while a recreated or restored instance keeps name and address.
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
                // Applies changes within `pulumi up` instead of in the next maintenance window. Only the control plane
                // notices a restart.
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
                // After a deletion the automated backups can be restored, for as long as they are kept. A final
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
                // Since PostgreSQL 15 this value is RDS' default, for which it always reports "pending-reboot": with
                // any other method each preview would show a difference (terraform-provider-aws#39252).
                parameters: [{ name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" }],
                tags,
            },
            { parent: this },
        );
    }

    /** Created here, because a log group that RDS creates keeps its lines forever. */
    private log(name: string, { identifier, tags }: RdsArgs): aws.cloudwatch.LogGroup {
        return new aws.cloudwatch.LogGroup(
            `${name}-log`,
            { name: `/aws/rds/instance/${identifier}/postgresql`, retentionInDays: logRetentionDays, tags },
            { parent: this },
        );
    }
}
