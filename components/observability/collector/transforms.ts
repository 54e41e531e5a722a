import { anywhere, credentials, credentialsInJson, inJson, inText } from "../shared/queryStrings";

/**
 * Changes of the collector to spans and log records, in OTTL: marks failures, and removes private parts of addresses.
 * Regular expressions are RE2, in which `.` stops at a newline unless `(?s)` is set; the collector reads `$$` in its
 * configuration as `$`.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/transformprocessor
 */
interface Group {
    context: "span" | "spanevent" | "log";
    conditions?: string[];
    statements: string[];
}
/** A statement that cannot be applied is skipped; only texts matter here. */
type Transform<Key extends string> = { error_mode: "ignore" } & Record<Key, Group[]>;

/** Attributes that consist of one address: `http.…` of Kong and older senders, `url.…` of the current conventions. */
const addresses = ["http.url", "http.target", "url.full", "url.original"];

/** Attributes to delete: query strings, and lists in which nothing can be replaced. */
const deleted = String.raw`^(url\.(query|fragment)|http\.request\.header\.referer|http\.response\.header\.location)$$`;

/** In a whole address: everything from `?` or `#` on. */
const afterPath = String.raw`(?s)[?#].*$$`;

/** A request that the gateway or its upstream failed is an error, but Kong's root span does not say so. */
const failed = ["http.status_code", "http.response.status_code"].map(
    (key) =>
        `set(span.status.code, STATUS_CODE_ERROR) where span.kind == SPAN_KIND_SERVER and span.attributes["${key}"] ` +
        ">= 500",
);

/** @param queryStrings whether query strings are kept; credentials in addresses never are */
export function spanTransform(queryStrings: boolean): Transform<"trace_statements"> {
    const span = {
        context: "span" as const,
        statements: [
            ...failed,
            // The path of a route may be a regular expression: it is not an address, and not from the request.
            'set(span.cache["route"], span.attributes["http.route"]) where span.attributes["http.route"] != nil',
            ...cut("span.attributes", ["span.name", "span.status.message"], queryStrings),
            'set(span.attributes["http.route"], span.cache["route"]) where span.cache["route"] != nil',
        ],
    };
    const spanevent = {
        context: "spanevent" as const,
        statements: cut("spanevent.attributes", ["spanevent.name"], queryStrings),
    };
    return { error_mode: "ignore", trace_statements: [span, spanevent] };
}

/**
 * Messages of Kong and nginx contain the request's address, and so may lines of applications. JSON stays valid. Access
 * lines are not changed, since Kong writes them without query strings.
 * @param queryStrings whether query strings are kept; credentials in addresses never are
 */
export function logTransform(queryStrings: boolean): Transform<"log_statements"> {
    const others = 'log.attributes["event.name"] != "kong.access"';
    const json = 'IsMatch(log.body, "^[{]")';
    // Most lines contain none of these characters, and need no further search.
    const any = 'IsMatch(log.body, "[?#@]")';
    const body = (where: string, pairs: readonly Pair[]): Group => ({
        context: "log",
        conditions: [`${others} and ${any} and ${where}`],
        statements: pairs.map((pair) => replaced("log.body", pair)),
    });
    const texts = [...(queryStrings ? [] : [inText, anywhere]), credentials];
    const jsons = [...(queryStrings ? [] : inJson), credentialsInJson];
    return {
        error_mode: "ignore",
        log_statements: [
            { context: "log", conditions: [others], statements: cut("log.attributes", [], queryStrings) },
            body(`not ${json}`, texts),
            body(json, jsons),
        ],
    };
}

type Pair = readonly [string, string];

const replaced = (text: string, [kept, gone]: Pair): string =>
    `replace_pattern(${text}, ${quoted(`(${kept})${gone}`)}, "$$1")`;

function cut(attributes: string, texts: string[], queryStrings: boolean): string[] {
    const everywhere = (pair: Pair): string[] => [
        `replace_all_patterns(${attributes}, "value", ${quoted(`(${pair[0]})${pair[1]}`)}, "$$1")`,
        ...texts.map((text) => replaced(text, pair)),
    ];
    const strict = addresses.map((key) => `replace_pattern(${attributes}["${key}"], ${quoted(afterPath)}, "")`);
    return [
        ...(queryStrings
            ? []
            : [
                  ...strict,
                  `delete_matching_keys(${attributes}, ${quoted(deleted)})`,
                  ...everywhere(inText),
                  ...everywhere(anywhere),
              ]),
        ...everywhere(credentials),
    ];
}

/** OTTL quotes texts as JSON does. */
const quoted = (text: string): string => JSON.stringify(text);
