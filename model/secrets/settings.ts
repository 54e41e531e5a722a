import { isSecretKey } from "./keys";

/** `NAME=value` in a text: a line of a settings file, an option of a command, a header. */
export interface Setting {
    name: string;
    value: string;
    /** Position of the value. */
    start: number;
    end: number;
    /** Whether the line contains nothing else, so that it must be a setting. */
    alone: boolean;
}

/** Longest line and longest setting that are searched, which bounds the work of the regular expressions. */
const longestLine = 16_384;

const aloneOnLine = /^\s*(?:export\s{1,20})?["']?-{0,2}([A-Za-z][\w.-]{0,200})["']?(\s{0,20}[:=]\s{0,20})["']?(\S.*)$/d;
/** An option, whose value may follow after a space, or a name with its separator. */
const option = /--?([A-Za-z][\w.-]{0,100})(?:["']?\s{0,3}[:=]\s{0,3}|\s{1,3})/;
const variable = /([A-Za-z_][\w.-]{0,100})["']?\s{0,3}[:=]\s{0,3}/;
const name = new RegExp(`(?<![\\w.-])(?:${option.source}|${variable.source})`, "g");
/** May be preceded by the scheme of a login header. Text that is already hidden does not match. */
const bare = /((?:(?:bearer|basic|token|apikey)\s{1,3})?[^\s"'&,;<>|)\]}]+)/;
const quoted = /"([^"\n]{0,1024})"|'([^'\n]{0,1024})'/;
const valueAfter = new RegExp(`(?!["']?\\[(?:secret|unknown)\\])(?:${quoted.source}|${bare.source})`, "iy");
/** The text is examined only if a name in it could mean a secret. */
const hint = /pass|pwd|token|secret|key|auth|cred|cookie|licen[sc]e|hook|htpasswd/i;

/** Settings with names that mean a secret, in a text that is not a document, in order. */
export function settingsIn(text: string): Setting[] {
    const isWorth = text.length > 4 && hint.test(text);
    return isWorth ? [...eachLine(text)].flatMap(({ line, at }) => settingsOf(line, at)) : [];
}

/** Lines; long ones in pieces. */
function* eachLine(text: string): Generator<{ line: string; at: number }> {
    for (let at = 0; at < text.length;) {
        const end = text.indexOf("\n", at);
        const line = text.slice(at, Math.min(end === -1 ? text.length : end, at + longestLine));
        yield { line, at };
        at += line.length + Number(text[at + line.length] === "\n");
    }
}

function settingsOf(line: string, at: number): Setting[] {
    if (!hint.test(line)) {
        return [];
    }
    const found = aloneOnLine.exec(line.trimEnd());
    const [, key = "", separator = "", rest = ""] = found ?? [];
    const value = rest.replace(/["']?,?$/, "");
    const start = at + (found?.indices?.[3]?.[0] ?? 0);
    const whole = { name: key, value, start, end: start + value.length, alone: !/[\s&;]/.test(value) };
    // `A=b command` is a value and a command; `a: b c` is one value.
    const isOne = value !== "" && isSecretKey(key) && (whole.alone || separator !== "=");
    return isOne ? [whole] : among(line, at);
}

function among(line: string, at: number): Setting[] {
    const settings: Setting[] = [];
    // The values of other names are not skipped: a name that means a secret may appear in them.
    for (const found of line.matchAll(name)) {
        const key = found[1] ?? found[2] ?? "";
        valueAfter.lastIndex = found.index + found[0].length;
        const taken = isSecretKey(key) ? valueAfter.exec(line) : null;
        if (taken !== null) {
            const [, double, single, plain] = taken;
            const value = double ?? single ?? plain ?? "";
            const end = at + valueAfter.lastIndex - Number(plain === undefined);
            settings.push({ name: key, value, start: end - value.length, end, alone: false });
        }
    }
    return settings;
}
