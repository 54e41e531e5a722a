import type { Served } from "../../../model/services";
import { servesOf } from "../../../policy/library/wiring/services";
import { otherStackType, outside, type Wire } from "../../../policy/library/wiring/wires";
import type { PlannedResource } from "../recorder";
import type { Answer } from "./answer";

/** What is said of addresses of Services that another stack may have, beyond those that it hands on. */
export interface JudgedWires {
    /** Its plan is there, and no component of it serves them. */
    broken: string[];
    /** Its plan is not there. */
    notVisible: string[];
}

/** Judges addresses in namespaces of other stacks by those stacks' plans, where they are given. */
export function wiresToOthers(
    wires: readonly Wire[],
    { answers, resources }: { answers: readonly Answer[]; resources: readonly PlannedResource[] },
): JudgedWires {
    const judged: JudgedWires = { broken: [], notVisible: [] };
    for (const answer of answers) {
        const handed = resources.filter(({ type, name }) => type === otherStackType && name === answer.stack);
        const namespaces = new Set(handed.flatMap(servesOf).map(({ namespace }) => namespace));
        const there = (answer.resources ?? []).flatMap(servesOf);
        for (const wire of wires.filter(({ to, namespace }) => to === outside && namespaces.has(namespace))) {
            const line = `${wire.at.urn.split("::").at(-1)}: ${wire.at.path}: ${wire.address}`;
            if (answer.kind !== "plan") {
                judged.notVisible.push(
                    `${line}: whether ${answer.stack} serves it is not visible here; --from with its plan shows it`,
                );
            } else if (!there.some((served) => leadsTo(wire, served))) {
                judged.broken.push(
                    `${line}: no component of ${answer.stack} serves this Service and port, by its plan`,
                );
            }
        }
    }
    return judged;
}

function leadsTo({ service, namespace, port }: Wire, served: Served): boolean {
    return (
        served.service === service &&
        served.namespace === namespace &&
        (port === undefined || Object.values(served.ports).includes(port))
    );
}
