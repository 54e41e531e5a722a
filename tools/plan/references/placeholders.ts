import * as pulumi from "@pulumi/pulumi";
import type { Reference } from "../../../model/references";
import { record } from "../recorder";
import { type Answer, withoutSecrets } from "./answer";

/**
 * What a stack with default settings would export, for a stack of which no file is given: it has each layer, on a new
 * EKS cluster, and takes the telemetry that is sent there.
 *
 * @param wanted what is read of them
 * @param project of the stack that is planned
 */
export async function placeholders(wanted: readonly Reference[], project: string): Promise<Answer[]> {
    const stacks = [...new Set(wanted.map(({ stack }) => stack))];
    if (stacks.length === 0) {
        return [];
    }
    const senders = sendersIn(wanted);
    const before = { ...pulumi.runtime.allConfig() };
    pulumi.runtime.setAllConfig({
        "aws:region": before["aws:region"] ?? "eu-central-1",
        [`${project}:cluster`]: JSON.stringify({ kind: "eks", compute: { kind: "auto-mode" } }),
        ...(senders.length > 0 && { [`${project}:collector`]: JSON.stringify({ receive: { hostname, senders } }) }),
    });
    const program = (await import("../../../index")).default;
    const { outputs } = await record(async () => ({ ...(await program()) }), { project, stack: "placeholder" });
    const { layers } = outputs.values;
    return stacks.map((stack) => ({
        stack,
        kind: "placeholders",
        outputs: withoutSecrets({ kubeconfig: "", layers: { ...(layers as object), placeholders: true } }),
    }));
}

/** Where placeholders take telemetry: no host has such a name. */
const hostname = "central.example.com";

function sendersIn(references: readonly Reference[]): { name: string }[] {
    const names = references.flatMap((one) => (one.layer === "telemetry" ? [one.sender ?? "sender"] : []));
    return [...new Set(names)].map((name) => ({ name }));
}

/** What is read of stacks that no file answers. */
export function unanswered(references: readonly Reference[], answers: readonly Answer[]): Reference[] {
    return references.filter((one) => !answers.some(({ stack }) => stack === one.stack));
}
