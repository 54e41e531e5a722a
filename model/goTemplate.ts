/** What Go's templates know without help: text/template/funcs.go, and the words of its grammar. */
const inGo = [
    ...["and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "call", "urlquery"],
    ...["eq", "ne", "lt", "le", "gt", "ge", "if", "else", "end", "range", "with", "define", "template", "block"],
    ...["break", "continue", "nil", "true", "false"],
];

/** What fills a template, by the functions that it adds. */
const templateFunctions = {
    /** template/template.go of Prometheus at 3.14.0. */
    prometheus: [
        ...["query", "first", "label", "value", "strvalue", "args", "reReplaceAll", "safeHtml", "match", "title"],
        ...["toUpper", "toLower", "graphLink", "tableLink", "sortByLabel", "stripPort", "stripDomain", "humanize"],
        ...["humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "toDuration"],
        ...["now", "pathPrefix", "externalURL", "parseDuration", "tmpl", "urlQueryEscape"],
    ],
    /** template/template.go of Alertmanager at 0.34.0. */
    alertmanager: [
        ...["toUpper", "toLower", "title", "trimSpace", "join", "match", "safeHtml", "safeUrl", "urlUnescape"],
        ...["reReplaceAll", "stringSlice", "routeLabels", "date", "tz", "now", "since", "humanizeDuration", "toDate"],
        ...["mustToDate", "toJson", "base64encode", "base64decode", "list", "append", "dict"],
    ],
} as const;

const text = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'/g;
/** A name that is neither a field nor a variable. */
const name = /(?<![\w.$])[A-Za-z_]\w*/g;

/** What is wrong with one of Go's templates, as far as can be told without it: delimiters, quotes, and names. */
export function templateProblem(written: string, fills: keyof typeof templateFunctions): string | undefined {
    const known = new Set<string>([...inGo, ...templateFunctions[fills]]);
    for (const [at, part] of written.split("{{").slice(1).entries()) {
        if (/^-?\s*\/\*/.test(part)) {
            continue;
        }
        const action = part.replace(text, '""');
        const end = action.indexOf("}}");
        if (end === -1) {
            return `"{{" number ${at + 1} is never closed`;
        }
        const inside = action.slice(0, end).replaceAll('""', "");
        if (/["'`]/.test(inside)) {
            return `a quote in "{{" number ${at + 1} never closes`;
        }
        const unknown = inside.match(name)?.find((word) => !known.has(word));
        if (unknown !== undefined) {
            return `"{{" number ${at + 1} has a function that is not there`;
        }
    }
    return undefined;
}
