import { parser } from "@prometheus-io/lezer-promql";
import { fits, isRe2 } from "./re2";

type Node = ReturnType<typeof parser.parse>["topNode"];

/** Functions that take a range, such as `x[5m]`. All others take an instant value. */
const overTime = /^(rate|irate|increase|delta|idelta|deriv|predict_linear|resets|changes|\w+_over_time)$/;
const ranges = ["MatrixSelector", "SubqueryExpr", "StepInvariantExpr", "OffsetExpr", "ParenExpr"];

function nodesOf(expression: string, name: string): Node[] {
    const found: Node[] = [];
    parser.parse(expression).iterate({
        enter: ({ type, node }) => {
            if (type.name === name || (name === "⚠" && type.isError)) {
                found.push(node);
            }
        },
    });
    return found;
}

/**
 * Error message of Prometheus' own grammar for an expression, with its position; undefined if the expression is valid.
 * Beyond the grammar it checks that selectors select, and that a function over time gets a range.
 */
export function promqlProblem(expression: string): string | undefined {
    if (expression.trim() === "") {
        return "it is empty";
    }
    const [error] = nodesOf(expression, "⚠");
    if (error !== undefined) {
        const rest = expression.slice(error.from).trim();
        const at = `at character ${error.from + 1}`;
        return rest === "" ? `${at}, its end, something is missing` : `${at} nothing fits before ${shown(rest)}`;
    }
    const wrong = nodesOf(expression, "VectorSelector").flatMap((selector) => selectorProblems(expression, selector));
    if (wrong.length > 0) {
        return wrong[0];
    }
    for (const call of nodesOf(expression, "FunctionCall")) {
        const name = textOf(expression, call.getChild("FunctionIdentifier"));
        const range = call.getChild("FunctionCallBody")?.lastChild;
        const takesRange = name === "predict_linear" ? call.getChild("FunctionCallBody")?.firstChild : range;
        if (overTime.test(name) && takesRange && !ranges.includes(takesRange.name)) {
            const argument = textOf(expression, takesRange);
            return `at character ${takesRange.from + 1} ${name}() needs a range, such as ${shown(argument)}[5m]`;
        }
    }
    return undefined;
}

/** Prometheus takes neither an expression that RE2 cannot read, nor a selector that every series matches. */
function selectorProblems(expression: string, selector: Node): string[] {
    const matchers = selector.getChild("LabelMatchers");
    const all = ["UnquotedLabelMatcher", "QuotedLabelMatcher"]
        .flatMap((kind) => matchers?.getChildren(kind) ?? [])
        .map((node) => ({
            from: node.from,
            operator: textOf(expression, node.getChild("MatchOp")),
            value: contentOf(textOf(expression, node.getChild("StringLiteral"))),
        }));
    const wrong = all.find(({ operator, value }) => operator.endsWith("~") && !isRe2(value));
    if (wrong !== undefined) {
        return [`at character ${wrong.from + 1} there is no regular expression (RE2)`];
    }
    const named = selector.getChild("Identifier") !== null || matchers?.getChild("QuotedLabelName");
    return named || all.some(({ operator, value }) => !matchesEmpty(operator, value))
        ? []
        : [`at character ${selector.from + 1} any series is selected; one label has to have a value`];
}

function matchesEmpty(operator: string, value: string): boolean {
    const isEmpty = operator.endsWith("~") ? fits("", value) === true : value === "";
    return operator.startsWith("!") ? !isEmpty : isEmpty;
}

/** The metrics that an expression reads, without duplicates. For a name matched by a pattern, the plain names in it. */
export function metricNames(expression: string): string[] {
    const names = nodesOf(expression, "VectorSelector").flatMap((selector) => {
        const identifier = selector.getChild("Identifier");
        const matchers = selector.getChild("LabelMatchers");
        return identifier ? [textOf(expression, identifier)] : matchers ? namesIn(expression, matchers) : [];
    });
    return [...new Set(names)];
}

function namesIn(expression: string, matchers: Node): string[] {
    const quoted = matchers.getChildren("QuotedLabelName").map((node) => textOf(expression, node));
    const byLabel = matchers
        .getChildren("UnquotedLabelMatcher")
        .filter((matcher) => textOf(expression, matcher.getChild("LabelName")) === "__name__")
        .flatMap((matcher) => unquoted(textOf(expression, matcher.getChild("StringLiteral"))).split("|"));
    return [...quoted.map(unquoted), ...byLabel].filter((name) => /^[a-zA-Z_:][\w:]*$/.test(name));
}

const textOf = (expression: string, node: { from: number; to: number } | null): string =>
    node === null ? "" : expression.slice(node.from, node.to);
/** What a text in quotes says; one in backticks says what is there. */
const contentOf = (text: string): string =>
    text.startsWith("`") ? unquoted(text) : unquoted(text).replace(/\\(.)/gs, "$1");
const unquoted = (text: string): string => text.slice(1, -1);
const shown = (text: string): string => (text.length > 30 ? `${text.slice(0, 27)}...` : text);
