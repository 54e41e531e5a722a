import * as pulumi from "@pulumi/pulumi";
import { unknownMark } from "../../model/values";
import { settingKeys } from "../shared/settingKey";
import { OtherStack } from "./otherStack";
import type { StackRead } from "./read";

/**
 * Shows each stack that this one reads, and warns of observability on another cluster, as far as that can be seen:
 * addresses that end in `.svc` lead nowhere from here.
 */
export function standBeside(here: pulumi.Output<string>, stacks: readonly StackRead[]): void {
    for (const { stack, written, taken, clusterIdentifier } of stacks) {
        const both = pulumi.all([here, clusterIdentifier]);
        // A control plane that is joined is on another cluster, or is reached as if it were.
        const near = taken.filter((layer) => layer !== "gateway").map((layer) => written[layer]);
        const reached = near.length === 0 ? pulumi.output([]) : both.apply((at) => (areDistinct(...at) ? [] : near));
        new OtherStack(stack, { layers: written, takes: taken }, reached);
        if (taken.includes("observability")) {
            both.apply(([ours, theirs]) => warnOfOtherCluster(stack, ours, theirs));
        }
    }
}

/** Two kubeconfigs may name one cluster differently; the addresses of two clusters' APIs are never the same. */
function areDistinct(ours: string, theirs: string): boolean {
    return ours !== theirs && [ours, theirs].every((one) => one.startsWith("https://"));
}

function warnOfOtherCluster(stack: string, ours: string, theirs: string): void {
    if (ours !== theirs && ![ours, theirs].includes(unknownMark)) {
        void pulumi.log.warn(
            `${settingKeys()("observability.name")}: ${stack} is on the cluster ${theirs}, and this stack on ${ours}: ` +
                "from another cluster addresses that end in .svc lead nowhere",
        );
    }
}
