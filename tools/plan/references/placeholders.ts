import * as pulumi from "@pulumi/pulumi";
import type { Reference } from "../../../settings/references";
import { record } from "../recorder";
import { type Answer, placeholderKubeconfig } from "./answer";

/**
 * What a stack with default settings would export, for a stack of which no file is given: it has each layer, on a new
 * EKS cluster.
 *
 * @param project of the stack that is planned
 */
export async function placeholders(stacks: readonly string[], project: string): Promise<Answer[]> {
    if (stacks.length === 0) {
        return [];
    }
    const before = { ...pulumi.runtime.allConfig() };
    pulumi.runtime.setAllConfig({
        "aws:region": before["aws:region"] ?? "eu-central-1",
        [`${project}:cluster`]: JSON.stringify({ kind: "eks", compute: { kind: "auto-mode" } }),
    });
    const program = (await import("../../../index")).default;
    const { outputs } = await record(async () => ({ ...(await program()) }), { project, stack: "placeholder" });
    const { layers } = outputs.values;
    return stacks.map((stack) => ({
        stack,
        kind: "placeholders",
        outputs: { kubeconfig: placeholderKubeconfig, layers: { ...(layers as object), placeholders: true } },
    }));
}

/** The stacks that no file answers. */
export function unanswered(references: readonly Reference[], answers: readonly Answer[]): string[] {
    const stacks = [...new Set(references.map(({ stack }) => stack))];
    return stacks.filter((name) => !answers.some(({ stack }) => stack === name));
}
