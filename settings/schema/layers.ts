import { z } from "zod";
import { stackName } from "./common";
import { existing } from "./existing";

/** A layer from the outputs of another stack: components/stack reads them. */
export const fromStack = z.strictObject({
    kind: z.literal("stack"),
    name: stackName.describe("The stack whose outputs are read, `ORGANIZATION/PROJECT/STACK`"),
});

export const observability = z
    .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("own"), existing }),
        fromStack,
        z.strictObject({ kind: z.literal("none") }),
    ])
    .describe(
        "Where the gateway's telemetry goes: to what this stack installs or `existing` names (`own`), to what another stack has (`stack`), or nowhere (`none`, in a stack without a gateway). docs/stacks.md, docs/existing.md",
    );
