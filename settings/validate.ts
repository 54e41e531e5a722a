import { z } from "zod";
import { isDeeper, readJsonOr } from "../model/parsing";
import { hiding } from "../model/secrets/hide";
import { deepest } from "../model/secrets/literals";
import { longestText, secretsIn } from "../model/secrets/mask";
import { readCredentials } from "./credentials";
import { crossChecks } from "./checks";
import { hiddenProblem, namingSiblings, type Problem, problemsOf, unknownKey, valueAt } from "./problems";
import { defaults, type PlainSettings, schema, type SecretKey, secrets, type SettingKey } from "./schema";
import { otherTopology } from "./checks/topology";
import { hasShortForm, inFull } from "./shortForms";
import { isValues } from "../model/values";

/** A stack's configuration as Pulumi returns it: values by key without namespace, objects as JSON text. */
export interface RawSettings {
    project: string;
    /** Part of names in AWS. */
    stack: string;
    values: ReadonlyMap<string, string>;
    /** `aws:region`. */
    awsRegion?: string | undefined;
}

/** Checks everything that is not a secret. Pure: uses neither Pulumi nor files. */
export function validateSettings({ project, stack, values, awsRegion }: RawSettings): {
    settings: Partial<PlainSettings>;
    problems: Problem[];
} {
    const known = [...Object.keys(schema), ...Object.keys(secrets), "credentials"];
    const credentials = readCredentials(`${project}:credentials`, values.get("credentials"));
    const problems: Problem[] = [
        ...credentials.problems,
        ...[...values.keys()]
            .filter((key) => !known.includes(key))
            .map((key) => unknownKey(`${project}:${key}`, key, known)),
    ];

    const settings: Record<string, unknown> = {};
    for (const key of Object.keys(schema) as SettingKey[]) {
        const wrong = beyondLimits(values.get(key) ?? "");
        if (wrong !== undefined) {
            problems.push({ key: `${project}:${key}`, message: wrong });
            continue;
        }
        const { value, parsed } = parse(key, inFull(key, withDefault(key, values.get(key))));
        if (parsed.success) {
            settings[key] = parsed.data;
        } else {
            problems.push(
                ...problemsOf(`${project}:${key}`, value, parsed.error.issues).map((problem) =>
                    key === "kong" ? otherTopology(problem, project, value) : problem,
                ),
            );
        }
    }

    // Pulumi.yaml declares secrets with an empty default, so that the CLI does not ask for them.
    const hasSecret = (key: SecretKey): boolean => (values.get(key) ?? "") !== "";
    const credentialNames = Object.keys(credentials.texts);
    for (const { needs, check } of crossChecks) {
        if (needs.every((key) => key in settings)) {
            problems.push(
                ...check(settings as PlainSettings, { project, stack, hasSecret, credentialNames, awsRegion }).filter(
                    (problem) => problem !== false,
                ),
            );
        }
    }
    return {
        settings: settings,
        problems: problems.length === 0 ? problems : withoutSecrets(problems, values, credentials.texts),
    };
}

/** Removes secrets: a problem may quote its input, at any length. */
function withoutSecrets(
    problems: Problem[],
    values: ReadonlyMap<string, string>,
    credentials: Readonly<Record<string, string>>,
): Problem[] {
    const short = [...values].filter(([, text]) => beyondLimits(text) === undefined);
    const own = Object.keys(secrets).flatMap((key) => values.get(key) ?? []);
    const found = secretsIn(Object.fromEntries(short.map(([key, text]) => [key, parseJson(text)])));
    // The key of `{ credential: NAME }` looks like a secret's. The name is one only if someone wrote a secret in its
    // place.
    const named = found.filter((secret) => !(secret in credentials));
    const hide = hiding([...own, ...Object.values(credentials), ...named]);
    return problems.map((problem) => hiddenProblem(problem, hide));
}

/** A text that no object on a cluster could hold is not read further. */
function beyondLimits(text: string): string | undefined {
    if (text.length > 2 * longestText) {
        return `got ${text.length} characters; allowed: ${2 * longestText}, twice the limit of an object on a cluster`;
    }
    return isDeeper(parseJson(text), deepest)
        ? `got something that is nested deeper than ${deepest} levels; allowed: ${deepest} at most`
        : undefined;
}

/**
 * `pulumi config set --path sampling.rate 0.5` writes the text "0.5": such a text is read as a number if a number is
 * expected.
 */
function parse(key: SettingKey, given: unknown): { value: unknown; parsed: z.ZodSafeParseResult<unknown> } {
    const parsed = schema[key].safeParse(given, { error: namingSiblings });
    const wrong = parsed.error?.issues ?? [];
    const texts = wrong.filter(
        (issue) => issue.code === "invalid_type" && issue.expected === "number" && isNumber(valueAt(given, issue.path)),
    );
    if (texts.length === 0) {
        return { value: given, parsed };
    }
    const value: unknown = structuredClone(given);
    for (const { path } of texts) {
        const holder = valueAt(value, path.slice(0, -1)) as Record<PropertyKey, unknown>;
        holder[path.at(-1) ?? ""] = Number(valueAt(value, path));
    }
    return { value, parsed: schema[key].safeParse(value, { error: namingSiblings }) };
}

function isNumber(value: unknown): boolean {
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
}

/** A key that is left out takes its default; an object without a kind takes the default's kind. */
function withDefault(key: SettingKey, text: string | undefined): unknown {
    const fallback: unknown = key in defaults ? defaults[key as keyof typeof defaults] : undefined;
    // Pulumi.yaml declares a boolean with an empty default, so that unset differs from false, and what has a short form.
    const unset = text === undefined || (text === "" && (schema[key] instanceof z.ZodBoolean || hasShortForm(key)));
    const value = unset ? undefined : parseJson(text);
    return isValues(fallback) && isValues(value) ? { ...fallback, ...value } : (value ?? fallback);
}

/** Objects, numbers and booleans arrive as JSON text; any other text is taken as it is. */
function parseJson(text: string): unknown {
    return readJsonOr(text, text);
}
