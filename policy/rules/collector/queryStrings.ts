import type { Collector } from "../../library/collector";
import { componentsOf, isDebug, type Pipeline, pipelinesOf, typeOf } from "./pipelines";
import { at, listAt, unknown } from "../../library/resource";
import type { System } from "../../library/system";

interface Probe {
    /** The transform processor's key for this signal. */
    list: string;
    where: string;
    /** The start of a statement that replaces a pattern there. */
    target: RegExp;
    text: string;
}

/** An example of a query string with a secret in each signal. */
const probes: Partial<Record<string, Probe>> = {
    traces: {
        list: "trace_statements",
        where: "http.url of Kong's root span",
        target: new RegExp(
            String.raw`^(?:replace_pattern\((?:span\.)?attributes\["http\.url"\]|` +
                String.raw`replace_all_patterns\((?:span\.)?attributes, *"value"), *`,
        ),
        text: "https://gateway.example/x?secret=1",
    },
    logs: {
        list: "log_statements",
        where: "the requests in error lines",
        target: /^replace_pattern\((?:log\.)?body, */,
        text:
            'connect() failed, request: "GET /x?secret=1 HTTP/1.1", upstream: "http://10.0.0.1:80/x?secret=1", ' +
            'host: "gateway.example"',
    },
};

/**
 * Where a collector passes query strings on although the stack excludes them (`gateway.accessLog.queryString` false, as
 * the component declares).
 */
export function queryStringProblems(system: System, one: Collector): string[] {
    const owner = system.components("Collector").find(({ urn }) => urn === one.parent);
    if (at(owner?.inputs, "queryStrings") !== false) {
        return [];
    }
    const exporters = componentsOf(one, "exporters");
    return pipelinesOf(one.config)
        .filter(({ exporters: used }) => used.some((id) => id in exporters && !isDebug(id)))
        .flatMap((pipeline) => leak(one, pipeline));
}

function leak(one: Collector, { name, signal, processors }: Pipeline): string[] {
    const probe = probes[signal];
    const defined = componentsOf(one, "processors");
    const transforms = processors.filter((id) => typeOf(id) === "transform").map((id) => defined[id]);
    const written = [at(one.config, "service", "pipelines", name, "processors"), one.config.processors, ...transforms];
    if (probe === undefined || written.includes(unknown)) {
        return [];
    }
    const statements = transforms.flatMap((transform) => statementsOf(transform, probe.list));
    const left = statements.reduce((text, statement) => applied(text, statement, probe.target), probe.text);
    return left.includes("secret")
        ? [
              `pipelines.${name} keeps query strings (in ${probe.where}), which often carry tokens, though ` +
                  "gateway.accessLog.queryString is false; give it the transform processor that cuts them, or set " +
                  "that to true",
          ]
        : [];
}

/** Statements are in groups, or single. */
function statementsOf(transform: unknown, list: string): string[] {
    const groups = listAt(transform, list).flatMap((group) => at(group, "statements"));
    return [at(transform, list), groups]
        .flat()
        .filter((statement): statement is string => typeof statement === "string");
}

/**
 * The text after one statement, if that replaces a pattern there. A collector reads `$$` as `$`, and RE2 its flags at
 * the start.
 */
function applied(text: string, statement: string, target: RegExp): string {
    const literal = String.raw`"((?:[^"\\]|\\.)*)"`;
    const rest = target.test(statement)
        ? new RegExp(`^${literal}, *${literal}`).exec(statement.replace(target, ""))
        : null;
    if (rest === null) {
        return text;
    }
    try {
        const [pattern = "", replacement = ""] = rest
            .slice(1)
            .map((found) => (JSON.parse(`"${found}"`) as string).replaceAll("$$", "$"));
        const [, flags = "", plain = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(pattern) ?? [];
        return text.replace(new RegExp(plain, `g${flags}`), replacement.replace(/\$\{(\d+)\}/g, "$$$1"));
    } catch {
        // RE2 accepts a few expressions that JavaScript does not; their result is unknown.
        return "";
    }
}
