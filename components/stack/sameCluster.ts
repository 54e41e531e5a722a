import * as pulumi from "@pulumi/pulumi";
import { unknownMark } from "../../model/values";
import { settingKeys } from "../shared/settingKey";

/**
 * Warns of observability on another cluster, as far as that can be seen: addresses that end in `.svc` lead nowhere
 * from here. Two kubeconfigs may name one cluster differently, so it is no error.
 */
export function warnOfOtherCluster(
    here: pulumi.Output<string>,
    other: { stack: string; clusterIdentifier: pulumi.Output<string> } | undefined,
): void {
    if (other === undefined) {
        return;
    }
    const key = settingKeys()("observability.name");
    pulumi.all([here, other.clusterIdentifier]).apply(([ours, theirs]) => {
        if (ours !== theirs && ![ours, theirs].includes(unknownMark)) {
            void pulumi.log.warn(
                `${key}: ${other.stack} is on the cluster ${theirs}, and this stack on ${ours}: ` +
                    "from another cluster addresses that end in .svc lead nowhere",
            );
        }
    });
}
