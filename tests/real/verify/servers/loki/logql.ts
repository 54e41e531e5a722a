import type { Entry } from "./otlp";

/** What Loki answers with 400 and a reason. */
export class ParseError extends Error {}

type Test = (entry: Entry) => boolean;

/** A matcher of a stream or a filter of a label: name, operator, value. A value is quoted, or between backticks. */
const value = '"((?:[^"\\\\]|\\\\.)*)"|`([^`]*)`';
const matcher = new RegExp(`^\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(?:${value})\\s*`);
const lineFilter = new RegExp(`^\\s*(\\|=|\\|~|!=|!~)\\s*(?:${value})\\s*`);

/**
 * Reads the part of LogQL that verify and Grafana's links use: a stream selector, then filters of lines and labels.
 * All else is an error here, which Loki may well know.
 * @throws ParseError
 */
export function readQuery(query: string): Test {
    const open = /^\s*\{/.exec(query);
    if (open === null) {
        throw new ParseError(`parse error: no stream selector: ${query}`);
    }
    const tests: Test[] = [];
    let rest = query.slice(open[0].length);
    let bound = false;
    for (let found = matcher.exec(rest); found !== null; found = matcher.exec(rest)) {
        const test = comparison(found[2]!, valueOf(found[3], found[4]));
        const name = found[1]!;
        bound ||= !test("");
        tests.push(({ labels }) => test(labels[name] ?? ""));
        rest = rest.slice(found[0].length).replace(/^,\s*/, "");
    }
    if (!rest.startsWith("}")) {
        throw new ParseError(`parse error in the stream selector: ${rest}`);
    }
    if (!bound) {
        throw new ParseError("parse error: at least one matcher must not hold for an empty value");
    }
    const all = [...tests, ...stages(rest.slice(1))];
    return (entry) => all.every((test) => test(entry));
}

function stages(text: string): Test[] {
    const tests: Test[] = [];
    for (let rest = text; rest.trim() !== "";) {
        const line = lineFilter.exec(rest);
        const label = /^\s*\|(?![=~])/.test(rest) ? matcher.exec(rest.replace(/^\s*\|/, "")) : null;
        if (line !== null) {
            tests.push(lineTest(line[1]!, valueOf(line[2], line[3])));
            rest = rest.slice(line[0].length);
        } else if (label !== null) {
            const test = comparison(label[2]!, valueOf(label[3], label[4]));
            const name = label[1]!;
            tests.push(({ labels, metadata }) => test(metadata[name] ?? labels[name] ?? ""));
            rest = rest.replace(/^\s*\|/, "").slice(label[0].length);
        } else {
            throw new ParseError(`parse error: ${rest}`);
        }
    }
    return tests;
}

/** A label's regular expression holds for the whole value. */
function comparison(operator: string, expected: string): (got: string) => boolean {
    const pattern = new RegExp(`^(?:${expected})$`);
    const tests: Record<string, (got: string) => boolean> = {
        "=": (got) => got === expected,
        "!=": (got) => got !== expected,
        "=~": (got) => pattern.test(got),
        "!~": (got) => !pattern.test(got),
    };
    return tests[operator]!;
}

/** A line's holds for any part of it. */
function lineTest(operator: string, expected: string): Test {
    const tests: Record<string, Test> = {
        "|=": ({ line }) => line.includes(expected),
        "!=": ({ line }) => !line.includes(expected),
        "|~": ({ line }) => new RegExp(expected).test(line),
        "!~": ({ line }) => !new RegExp(expected).test(line),
    };
    return tests[operator]!;
}

function valueOf(quoted: string | undefined, raw: string | undefined): string {
    return raw ?? (JSON.parse(`"${quoted}"`) as string);
}
