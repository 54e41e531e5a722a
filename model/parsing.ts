import { type Alias, type Document, isScalar, LineCounter, parseAllDocuments, visit, type YAMLMap } from "yaml";

/**
 * Where a text is wrong, and how, without quoting it: a parser's own message quotes the line, which can contain a
 * password.
 */
class ParseError extends Error {}

export interface YamlOptions {
    /**
     * 1.1 reads an unquoted `off` as a boolean, as Helm does.
     * @default "1.2"
     */
    version?: "1.1" | "1.2";
    /**
     * Whether duplicate keys are an error.
     * @default false: the last one wins
     */
    uniqueKeys?: boolean;
}

/** More aliases than any real file has: each is searched for in the whole document. */
const mostAliases = 500;

/**
 * The documents of a YAML text as plain values. Read-only: results are shared between callers.
 * @throws ParseError
 */
export function readYamlDocuments(text: string, { version = "1.2", uniqueKeys = false }: YamlOptions = {}): unknown[] {
    if (text.length < 10_000 || uniqueKeys) {
        return parsed(text, version, uniqueKeys);
    }
    const key = `${version} ${text}`;
    const found = kept.get(key) ?? outcome(text, version);
    // Moves the entry to the end: the most recently used is dropped last.
    kept.delete(key);
    kept.set(key, found);
    [...kept.keys()].slice(0, -16).forEach((old) => kept.delete(old));
    if (found instanceof ParseError) {
        throw found;
    }
    return found;
}

/** Cache of large texts, which rules read, the search for secrets reads, and others read again. */
const kept = new Map<string, unknown[] | ParseError>();

function outcome(text: string, version: "1.1" | "1.2"): unknown[] | ParseError {
    try {
        return parsed(text, version, false);
    } catch (error) {
        return error as ParseError;
    }
}

function parsed(text: string, version: "1.1" | "1.2", uniqueKeys: boolean): unknown[] {
    const lineCounter = new LineCounter();
    const at = (offset: number): string => {
        const { line, col } = lineCounter.linePos(offset);
        return `(line ${line}, column ${col})`;
    };
    try {
        // The library compares every key with every other one; the visit below does not.
        const quiet = { prettyErrors: false, logLevel: "error" } as const;
        const found = parseAllDocuments(text, { version, uniqueKeys: false, ...quiet, lineCounter });
        const documents = Array.isArray(found) ? found : [];
        const [error] = documents.flatMap(({ errors }) => errors);
        if (error !== undefined) {
            throw new ParseError(`${yamlWords[error.code] ?? "no valid YAML"} ${at(error.pos[0])}`);
        }
        documents.forEach((document) => checkNodes(document, at, uniqueKeys));
        return documents.map((document): unknown => document.toJS());
    } catch (error) {
        throw error instanceof ParseError ? error : new ParseError(tooMuch(error));
    }
}

function checkNodes(document: Document, at: (offset: number) => string, uniqueKeys: boolean): void {
    let aliases = 0;
    visit(document, {
        Alias: (_, { range }: Alias) => {
            aliases += 1;
            if (aliases > mostAliases) {
                throw new ParseError(`more than ${mostAliases} aliases ${at(range?.[0] ?? 0)}`);
            }
        },
        Map: (_, map: YAMLMap) => {
            const seen = new Set<unknown>();
            for (const { key } of uniqueKeys ? map.items : []) {
                const name: unknown = isScalar(key) ? key.value : key;
                if (seen.has(name) && name !== "<<") {
                    throw new ParseError(`Map keys must be unique ${at((isScalar(key) && key.range?.[0]) || 0)}`);
                }
                seen.add(name);
            }
        },
    });
}

/** Errors that the library throws instead of collecting. Their text can quote the document. */
function tooMuch(error: unknown): string {
    const byAlias = "an alias without its anchor, or one that stands for too much";
    return error instanceof RangeError ? "nested too deep" : byAlias;
}

/** By the library's error code (ErrorCode in src/errors.ts of eemeli/yaml). */
const yamlWords: Partial<Record<string, string>> = {
    ALIAS_PROPS: "an alias with an anchor or a tag",
    BAD_ALIAS: "a * that begins no alias; put the text in quotes",
    BAD_DIRECTIVE: "a % that begins no directive; put the text in quotes",
    BAD_DQ_ESCAPE: "an escape that double quotes do not know; write it in single quotes",
    BAD_INDENT: "wrong indentation, or a bracket or quote that is not closed before",
    BAD_SCALAR_START: "a character that no plain text can begin with; put the text in quotes",
    BLOCK_AS_IMPLICIT_KEY: "a second `: ` on the line, or a list beside a key; put the text in quotes",
    BLOCK_IN_FLOW: "a block inside of brackets",
    KEY_OVER_1024_CHARS: "a key of more than 1024 characters",
    MISSING_CHAR: "something that is not closed: a quote, a bracket, or a comma or a space that is missing",
    MULTILINE_IMPLICIT_KEY: "a key that goes over several lines, or a line without `: `",
    MULTIPLE_DOCS: "a second document",
    RESOURCE_EXHAUSTION: "nested too deep",
    TAB_AS_INDENT: "a tab where only spaces can indent",
    TAG_RESOLVE_FAILED: "a tag (!…) that is not known; put the text in quotes",
    UNEXPECTED_TOKEN: "something that cannot stand here; put the text in quotes",
};

/** @throws ParseError with the position, if it is known */
export function readJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        // V8's message quotes the text, and has the position only sometimes.
        const [, offset] = /at position (\d+)/.exec(error instanceof Error ? error.message : "") ?? [];
        const before = text.slice(0, Number(offset ?? 0)).split("\n");
        const at = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
        throw new ParseError(offset === undefined ? "no JSON" : `no JSON from ${at}`);
    }
}

/** The value of a JSON text, or `otherwise` if it is invalid. */
export function readJsonOr(text: string, otherwise: unknown): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return otherwise;
    }
}

/** Whether a value is nested deeper than `levels`. Descends no further itself. */
export function isDeeper(value: unknown, levels: number): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
