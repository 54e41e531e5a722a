import { type Room, room } from "../../policy/library/room";
import { System } from "../../policy/library/system";
import type { Plan } from "./evaluate";
import { seenOf } from "./verdict";

/** Text about the room on the nodes; empty if nodes are added by load, or if it is unknown. */
export interface RoomLines {
    lines: string[];
    /** Pods that do not fit. */
    notices: string[];
}

/** Whether all pods fit on the stack's nodes, and on the remaining ones if a node is lost. */
export function roomLines(plan: Pick<Plan, "resources">): RoomLines {
    const found = room(new System(seenOf(plan))).map(linesOf);
    return { lines: found.flatMap(({ lines }) => lines), notices: found.flatMap(({ notices }) => notices) };
}

function linesOf({ only, nodes, has, asked, without }: Room): RoomLines {
    const of = (one: { has: number; asked: number }): string => `${cpus(one.asked)} of ${cpus(one.has)} CPUs`;
    const what = `${nodes} node${nodes === 1 ? "" : "s"}${only === undefined ? "" : ` with the taint ${only}`}`;
    const pods = only === undefined ? "pods" : "pods that run nowhere else";
    const lines = [`${what}: ${pods} ask for ${of({ has, asked })}`, `with one lost: ${of(without)}`];
    const [now, then] = [missing({ has, asked }), missing(without)];
    const grow = "cluster.compute.groups: a larger minSize or instance type makes room";
    const notices =
        now > 0
            ? [`${sentence(pods)} ask for ${of({ has, asked })} that ${what} have: some will not start. ${grow}`]
            : then > 0
              ? [
                    `With one of ${what} lost, ${pods} ask for ${of(without)}: ` +
                        `pods with ${cpus(then)} wait for the node that replaces it. ${grow}`,
                ]
              : [];
    return { lines, notices };
}

function sentence(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Differences below a tenth of a processor are ignored. */
function missing({ has, asked }: { has: number; asked: number }): number {
    return Math.round((asked - has) * 10) / 10;
}

function cpus(number: number): string {
    return number.toFixed(1);
}
