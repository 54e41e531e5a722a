import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type PlannedResource, record } from "./recorder";
import { readStackConfig } from "./stackFile";
import type { ReadValues } from "./values";

/** The repository, where Pulumi.yaml is. */
export const root = path.resolve(__dirname, "../..");

/** What the first `pulumi preview` of a new stack would show, and more. */
export interface Plan {
    stack: string;
    resources: PlannedResource[];
    outputs: ReadValues;
    notices: string[];
}

/** Evaluates the real program for a stack file: no AWS, no cluster, no CLI, no network. */
export async function plan(stack: string, file: string): Promise<Plan> {
    const { project, values, secretKeys } = readStackConfig(root, file);
    pulumi.runtime.setAllConfig(values, secretKeys);
    const program = (await import("../../index")).default;
    const { resources, outputs, notices } = await record(async () => ({ ...(await program()) }), { project, stack });
    return { stack, resources, outputs, notices };
}
