import { isValues, unknown, type Values } from "../resource";

/**
 * Sets one value as Helm's `--set KEY=VALUE` does (pkg/strvals/parser.go): `a.b` and `a[0].b` are nested, a backslash
 * escapes the next character, `{a,b}` is a list, `true`, `null` and whole numbers are no texts unless they must be.
 * What Helm refuses is left out.
 *
 * @param text `KEY=VALUE`, or several of them, with commas between them
 * @param read what becomes of a value
 */
export function setValue(values: Values, text: string, read: (value: string) => unknown): void {
    const input = { rest: [...text], read };
    while (input.rest.length > 0) {
        setKey(values, input);
    }
}

interface Input {
    rest: string[];
    read(value: string): unknown;
}

function setKey(values: Values, input: Input): void {
    const [key, end] = until(input, "=[,.");
    const known = Object.hasOwn(values, key) ? values[key] : undefined;
    const set = (value: unknown): void => {
        if (key !== "" && key !== "__proto__") {
            values[key] = value;
        }
    };
    if (end === "=") {
        set(valueOf(input));
    } else if (end === "[") {
        set(setItem(Array.isArray(known) ? (known as unknown[]) : [], input));
    } else if (end === ".") {
        const object = isValues(known) ? known : {};
        setKey(object, input);
        set(object);
    }
}

/** Helm refuses longer lists (MaxIndex). */
const longest = 65_536;

function setItem(list: unknown[], input: Input): unknown[] {
    const index = Number(until(input, "]")[0]);
    const next = input.rest.shift();
    const item = list[index];
    const set = (value: unknown): unknown[] => {
        if (Number.isInteger(index) && index >= 0 && index <= longest) {
            while (list.length < index) {
                list.push(null);
            }
            list[index] = value;
        }
        return list;
    };
    if (next === "=") {
        return set(valueOf(input));
    }
    if (next === "[") {
        return set(setItem(Array.isArray(item) ? (item as unknown[]) : [], input));
    }
    if (next === ".") {
        const object = isValues(item) ? item : {};
        setKey(object, input);
        return set(object);
    }
    return list;
}

function valueOf(input: Input): unknown {
    if (!isNext(input, "{")) {
        return input.read(until(input, ",")[0]);
    }
    input.rest.shift();
    const items: unknown[] = [];
    for (let end: string | undefined = ","; end === ",";) {
        const [item, after] = until(input, ",}");
        items.push(input.read(item));
        end = after;
    }
    if (isNext(input, ",")) {
        input.rest.shift();
    }
    return items;
}

function isNext({ rest: [next] }: Input, character: string): boolean {
    return next === character;
}

/** The text up to one of the characters, which is taken too; and that character, undefined at the end. */
function until(input: Input, stops: string): [text: string, end: string | undefined] {
    let text = "";
    for (let next = input.rest.shift(); next !== undefined; next = input.rest.shift()) {
        if (next === "\\") {
            text += input.rest.shift() ?? "";
        } else if (stops.includes(next)) {
            return [text, next];
        } else {
            text += next;
        }
    }
    return [text, undefined];
}

/** `--set`: Helm's types (typedVal). A number with a leading zero or a fraction is a text. */
export function typed(value: string): unknown {
    if (value === unknown) {
        return unknown;
    }
    const constants: Record<string, unknown> = { true: true, false: false, null: null, "0": 0 };
    const lower = value.toLowerCase();
    if (Object.hasOwn(constants, lower)) {
        return constants[lower];
    }
    return /^([-+]\d+|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) + 0 : value;
}
