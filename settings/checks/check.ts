import type { Problem } from "../problems";
import type { PlainSettings, SecretKey, SettingKey } from "../schema";

export interface Context {
    project: string;
    stack: string;
    hasSecret(key: SecretKey): boolean;
    /** Names in the secret `credentials`. */
    credentialNames: readonly string[];
    /** `aws:region`. */
    awsRegion?: string | undefined;
}

/** A rule about several settings. It runs if each of the keys it needs is valid by itself. */
export interface CrossCheck<Key extends SettingKey = SettingKey> {
    needs: readonly Key[];
    check(settings: Pick<PlainSettings, Key>, context: Context): (Problem | false)[];
}

export function crossCheck<Key extends SettingKey>(needs: readonly Key[], check: CrossCheck<Key>["check"]): CrossCheck {
    return { needs, check: (settings, context) => check(settings, context) };
}

/**
 * Entries of a list with the name of an earlier one.
 * @param what one entry, for the message
 */
export function sameNames(list: readonly { name: string }[], key: string, what: string): Problem[] {
    return repeated(list.map(({ name }) => name)).map(([index, name]) => ({
        key: `${key}[${index}].name`,
        message: `got "${name}"; allowed: a name that no other ${what} has`,
    }));
}

/** Positions and values of the second and later occurrences. */
export function repeated<T>(values: readonly T[]): [number, T][] {
    const seen = new Set<T>();
    return [...values.entries()].filter(([, value]) => {
        const again = seen.has(value);
        seen.add(value);
        return again;
    });
}
