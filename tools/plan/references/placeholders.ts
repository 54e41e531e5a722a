import * as pulumi from "@pulumi/pulumi";
import type { Reference } from "../../../model/references";
import type { PlainSettings } from "../../../settings/schema";
import { secretMark } from "../../../model/values";
import { record } from "../recorder";
import { type Answer, withoutSecrets } from "./answer";

/**
 * What a stack with default settings would export, for a stack of which no file is given: it has each layer, on a new
 * EKS cluster, and takes the telemetry that is sent there. Its control plane lets the data planes of the planned stack join.
 *
 * @param wanted what is read of them
 * @param planned the stack that is planned
 */
export async function placeholders(
    wanted: readonly Reference[],
    { project, kong }: { project: string; kong: PlainSettings["kong"] | undefined },
): Promise<Answer[]> {
    const stacks = [...new Set(wanted.map(({ stack }) => stack))];
    if (stacks.length === 0) {
        return [];
    }
    const senders = sendersIn(wanted);
    const before = { ...pulumi.runtime.allConfig() };
    const values = {
        "aws:region": before["aws:region"] ?? "eu-central-1",
        [`${project}:cluster`]: JSON.stringify({ kind: "eks", compute: { kind: "auto-mode" } }),
        ...(senders.length > 0 && { [`${project}:collector`]: JSON.stringify({ receive: { hostname, senders } }) }),
        ...controlPlaneFor(kong, project),
    };
    pulumi.runtime.setAllConfig(values, [`${project}:kongLicense`]);
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

/** Settings of a stack whose control plane these data planes can join; none for other topologies. */
function controlPlaneFor(kong: PlainSettings["kong"] | undefined, project: string): Record<string, string> {
    if (kong?.topology !== "data-planes" || kong.controlPlane.kind !== "stack") {
        return {};
    }
    const { edition, controlPlane } = kong;
    const certificate = { mtls: "pki", remoteGroups: [controlPlane.group] };
    return {
        [`${project}:kong`]: JSON.stringify({ edition, certificate, controlPlane: { expose: {} } }),
        ...(edition === "enterprise" && { [`${project}:kongLicense`]: secretMark }),
    };
}

/** What is read of stacks that no file answers. */
export function unanswered(references: readonly Reference[], answers: readonly Answer[]): Reference[] {
    return references.filter((one) => !answers.some(({ stack }) => stack === one.stack));
}
