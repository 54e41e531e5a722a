import { unserved } from "../../../policy/library/wiring/wires";
import type { Box } from "./boxes";

const mostLines = 4;

/** A box for something that is not a component, created when an arrow first needs it. */
export function endAt(name: string, line: string, ends: Map<string, Box>): Box {
    const end: Box = ends.get(name) ?? {
        id: `end ${name}`,
        name,
        kind: name === unserved ? "no component serves this address" : "outside",
        frame: undefined,
        lines: [],
        resources: [],
        serves: [],
    };
    ends.set(name, end);
    if (line !== "" && !end.lines.includes(line) && end.lines.length < mostLines) {
        end.lines.push(end.lines.length === mostLines - 1 ? "and more" : line);
    }
    return end;
}
