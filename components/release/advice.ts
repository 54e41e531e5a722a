import { existsSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { applicationName } from "./argocd/application";
import type { ArgoCd } from "./argocd/argoCd";
import { inProgram } from "./hooks";

/** An installed chart, for those who look for what went wrong. */
interface Place {
    releaseName: string;
    namespace: string;
    delivery: { argoCd?: ArgoCd | undefined };
}

/**
 * A time-out only says that time ran out. This hook adds where to look, and how to go on; it never retries. An upgrade
 * alone does not repair everything that a failed one left (docs/operations.md lists it by kind), and `npm run recover`
 * finds what applies.
 */
export function adviceOnError(name: string, place: Place): pulumi.ErrorHook {
    const advise: pulumi.ErrorHookFunction = async ({ failedOperation }) => {
        const { argoCd } = place.delivery;
        const advice = argoCd === undefined ? ofHelm(place, pulumi.getStack()) : ofArgoCd(place, argoCd);
        const what =
            argoCd === undefined ? `Helm release ${place.releaseName}` : `Application ${nameOf(place, argoCd)}`;
        await pulumi.log.error([`${what}: ${failedOperation} failed. Where to look:`, ...advice].join("\n"));
        return false;
    };
    return new pulumi.ErrorHook(`${name}-advice`, inProgram(advise));
}

export function ofHelm(place: Place, stack: string): string[] {
    const { releaseName, namespace } = place;
    return [
        ...ofPods(place),
        `  helm --namespace ${namespace} status ${releaseName}`,
        "A failed release is kept for that look. Once its cause is mended:",
        ...(recoverIsHere() ? [recovering(stack)] : byHand(place)),
        `  npx pulumi up`,
    ];
}

const recovering = (stack: string): string =>
    `  npm run recover -- ${stack}   # shows what would hold the next up back; --yes clears it`;

/** A program that has the components from npm has not the repository's tools. */
function recoverIsHere(): boolean {
    return existsSync(path.join(__dirname, "../../tools/recover"));
}

/** What holds the next `up` back, without `npm run recover`. */
function byHand({ releaseName, namespace }: Place): string[] {
    const helm = `  helm --namespace ${namespace}`;
    return [
        `${helm} history ${releaseName}   # pending-…, and no up or helm runs any more: an upgrade is refused`,
        `${helm} rollback ${releaseName}   # clears pending-upgrade and pending-rollback`,
        `${helm} uninstall ${releaseName}   # only after pending-install: the first install, which has no data yet`,
        `  kubectl --namespace ${namespace} delete pod POD   # of a StatefulSet: it does not replace one that never became ready`,
    ];
}

/** Its status says what it waits for: `up` waits for Synced and Healthy. */
function ofArgoCd(place: Place, argoCd: ArgoCd): string[] {
    return [
        `  kubectl --namespace ${argoCd.namespace} describe application ${applicationName(place)}   # conditions, the last sync, each object's health`,
        `  argocd app get ${nameOf(place, argoCd)}   # or: argocd app diff`,
        ...ofPods(place),
        "Argo CD goes on by itself while that is mended. Then:",
        "  npx pulumi up",
        "docs/argocd.md says what stops it: a sync that failed as often as it may, or an object that is another's.",
    ];
}

function ofPods({ releaseName, namespace }: Place): string[] {
    return [
        `  kubectl --namespace ${namespace} get pods`,
        `  kubectl --namespace ${namespace} get events --sort-by=.lastTimestamp`,
        `  kubectl --namespace ${namespace} logs --selector app.kubernetes.io/instance=${releaseName} --all-containers --tail=50`,
    ];
}

function nameOf(place: Place, { namespace }: ArgoCd): string {
    return `${namespace}/${applicationName(place)}`;
}
