import { room } from "../../policy/library/room";
import { System } from "../../policy/library/system";
import type { Plan } from "./evaluate";
import { seenOf } from "./verdict";

/** What a reader is told of the room on the nodes; nothing where they come with the load, or nobody can tell. */
export interface RoomLines {
    lines: string[];
    /** What does not fit. */
    notices: string[];
}

/** Whether all pods fit on the nodes that a stack keeps, and on those that a lost one leaves. */
export function roomLines(plan: Pick<Plan, "resources">): RoomLines {
    const found = room(new System(seenOf(plan)));
    if (found === undefined) {
        return { lines: [], notices: [] };
    }
    const { nodes, has, asked, without } = found;
    const of = (one: { has: number; asked: number }): string => `${cpus(one.asked)} of ${cpus(one.has)} CPUs`;
    const lines = [`${nodes} nodes: pods ask for ${of({ has, asked })}`, `with one lost: ${of(without)}`];
    const [now, then] = [missing({ has, asked }), missing(without)];
    const grow = "cluster.compute.groups: a larger minSize or instance type makes room";
    const notices =
        now > 0
            ? [`Pods ask for ${of({ has, asked })} that ${nodes} nodes have: some will not start. ${grow}`]
            : then > 0
              ? [
                    `With one of ${nodes} nodes lost, pods ask for ${of(without)}: ` +
                        `pods with ${cpus(then)} wait for the node that replaces it. ${grow}`,
                ]
              : [];
    return { lines, notices };
}

/** Tenths that are short of nothing count as nothing. */
function missing({ has, asked }: { has: number; asked: number }): number {
    return Math.round((asked - has) * 10) / 10;
}

function cpus(number: number): string {
    return number.toFixed(1);
}
