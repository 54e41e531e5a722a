import { at, isValues, type Seen, unknown } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { System } from "../../library/system";
import type { Config } from "./config";

export function databases(system: System, config: Config): Violation[] {
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
        // The provider's default is 0.
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
                      message: `${name}: spec.backup is not set, so a lost volume is lost data; set it, or use a database of kind rds`,
                  },
              ]
            : []),
    ];
}
