import type { ObjectFacts, OperationFacts } from "./facts";
import type { Answers, Finding, Step } from "./findings";

/** What to do about an operation that the engine had started when it stopped, except releases. */
export function ofOperation(operation: OperationFacts, { made, notMade }: Answers): Finding {
    const { urn, type, component, recorded, replaces, object } = operation;
    const subject = `${type} ${urn.split("::").at(-1)}`;
    if (operation.operation !== "creating") {
        const found = `interrupted while ${operation.operation}`;
        return { subject, found, steps: [], remedy: "nothing to do: the next `up` does it again." };
    }
    const found = "interrupted while creating: the engine does not know whether it exists";
    const forget: Step[] = [{ do: "forget", urn }];
    const id = made[urn];
    if (id !== undefined && !recorded) {
        const remedy = `import it into the state by the id that you gave, and read it.${replacing(replaces)}`;
        return { subject, found, steps: [adopt(operation, id)], remedy };
    }
    if (recorded) {
        const remedy = "remove the interrupted creation from the state, which has the resource by now.";
        return { subject, found, steps: forget, remedy };
    }
    const leavesNothing = object === undefined ? canBeRepeated(type) : object.is === "missing";
    if (component || notMade.includes(urn) || leavesNothing) {
        const once = object === undefined || object.is === "missing" ? "" : ", once its name is free";
        const remedy = `remove the interrupted creation from the state. The next \`up\` creates it${once}.`;
        return { subject, found, steps: forget, remedy };
    }
    if (object?.is === "ours" || object?.is === "ending" || object?.is === "doubtful") {
        return ofObject(operation, object, subject);
    }
    const byHand =
        `Look in the account. Is it there? Then give its id: --made '${urn}=ID'. If not: --not-made '${urn}'. ` +
        `Without either, \`up\` makes a second one`;
    return { subject, found, steps: [], remedy: "", byHand, unanswered: true };
}

/**
 * Whether creating a type again is harmless, because the first attempt left nothing in the way. In Kubernetes, except
 * for objects: a Patch is applied over what exists.
 */
const canBeRepeated = (type: string): boolean => /^(kubernetes|random|tls|pulumi):/.test(type);

/** The cluster shows whether a creation was completed; if so, a second one is refused ("already exists"). */
function ofObject(
    operation: OperationFacts,
    object: Extract<ObjectFacts, { is: "ours" | "ending" | "doubtful" }>,
    subject: string,
): Finding {
    const { urn, replaces } = operation;
    const id = object.id ?? "ID";
    const notMade = `--not-made '${urn}'`;
    switch (object.is) {
        case "ours": {
            const found = `interrupted while creating: the cluster has it as ${id}, but it is missing in the state`;
            const remedy = `import it into the state, and read it.${replacing(replaces)}`;
            return { subject, found, steps: [adopt(operation, id)], remedy };
        }
        case "ending": {
            const found = `interrupted while creating: the cluster has one as ${id}, which is being deleted`;
            const byHand =
                `Run this again once it is gone: until then \`up\` is refused. To go on with the rest now: ` + notMade;
            return { subject, found, steps: [], remedy: "", byHand, unanswered: true };
        }
        case "doubtful": {
            const found = `interrupted while creating: the cluster has one as ${id}, but ${object.why}`;
            const byHand =
                `It is never touched here. Is it this stack's? Then --made '${urn}=${id}'. If not: ${notMade}, and ` +
                `one of the two needs another name: \`up\` does not overwrite it`;
            return { subject, found, steps: [], remedy: "", byHand, unanswered: true };
        }
    }
}

const adopt = ({ urn, replaces }: OperationFacts, id: string): Step => ({
    do: "adopt",
    urn,
    id,
    ...(replaces !== undefined && { replaces }),
});

const replacing = (id: string | undefined): string =>
    id === undefined ? "" : ` The next \`up\` deletes ${id}, which it replaces.`;
