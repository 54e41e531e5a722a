import * as pulumi from "@pulumi/pulumi";
import { settingKeys } from "../../shared/settingKey";
import { inProgram } from "../hooks";
import type { Values } from "../values";
import { type Obstacle, obstacleText } from "./live";

/** Who installs the charts, as far as a change of it goes. */
interface Deliverer {
    helm?: { retain?: boolean; takeOwnership?: boolean };
    argoCd?: { retain?: boolean };
}

/** What a component of a chart says of its delivery. Nothing with Helm alone, as before there was a choice. */
interface Delivered {
    deliveredBy?: "argocd";
    retain?: true;
}

export function deliveredBy({ helm, argoCd }: Deliverer): Delivered {
    const retain = argoCd?.retain ?? helm?.retain ?? false;
    return { ...(argoCd && { deliveredBy: "argocd" as const }), ...(retain && { retain }) };
}

/**
 * Refuses, already in a preview, a change of the delivery that would uninstall the chart. A Helm release and an
 * Application are two resources to the engine, which deletes the former after it has made the latter. So an `up` before
 * must have told the former to leave behind what it installed. Only the component is in both updates, and its hook gets
 * what the last one recorded: `retained` is among its outputs once the engine has the release with that option.
 */
export function deliveryGuard(name: string, { helm, argoCd }: Deliverer): pulumi.ResourceHook {
    const check = ({ oldInputs, oldOutputs }: pulumi.ResourceHookArgs): void => {
        const before = { inputs: oldInputs as Values | undefined, outputs: oldOutputs as Values | undefined };
        const after = { byArgoCd: argoCd !== undefined, takesOwnership: helm?.takeOwnership === true };
        const obstacle = deliveryObstacle(before, after);
        if (obstacle !== undefined) {
            throw new Error(`\n  ${obstacleText(obstacle, settingKeys())}`);
        }
    };
    return new pulumi.ResourceHook(`${name}-delivery`, inProgram(check), { onDryRun: true });
}

/** @param before the component in the last `up` */
export function deliveryObstacle(
    before: { inputs: Values | undefined; outputs: Values | undefined },
    after: { byArgoCd: boolean; takesOwnership: boolean },
): Obstacle | undefined {
    const wasArgoCd = before.inputs?.deliveredBy === "argocd";
    if (before.inputs === undefined || wasArgoCd === after.byArgoCd) {
        return undefined;
    }
    const [was, is] = wasArgoCd ? ["argocd", "helm"] : ["helm", "argocd"];
    const page = 'docs/argocd.md, "Changing the delivery of a running stack"';
    if (before.outputs?.retained !== true) {
        const message =
            `got ${is} after ${was}: this \`up\` would uninstall what runs. Allowed: first an \`up\` with ${was} and ` +
            `retain: true, everything else as it was (${page})`;
        return { key: "delivery", message, steps: [] };
    }
    if (wasArgoCd && !after.takesOwnership) {
        const message =
            "got helm after argocd: Helm refuses to install over what it did not make. Allowed: " +
            `{ kind: helm, takeOwnership: true } (${page})`;
        return { key: "delivery", message, steps: [] };
    }
    return undefined;
}
