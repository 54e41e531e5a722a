import { configuredSecrets, credentialEnd, kubeconfigToken } from "./suite";
import type { World } from "./simulator/world";

/** Everything that must never be seen: what was configured as a secret, and what was generated as one. */
function secretsOf(world: World): string[] {
    // JSON may escape quotes: a part without them gives the licence away just as well.
    const configured = Object.values(configuredSecrets).map(
        (text) => /[\w/:.-]*-of-the-engine-tests/.exec(text)?.[0] ?? text,
    );
    return [...configured, credentialEnd, kubeconfigToken, ...world.secrets];
}

/** Secrets that are in a text, each cut short: not even a failing test prints one. */
export function secretsIn(text: string, world: World): string[] {
    return secretsOf(world)
        .filter((secret) => text.includes(secret))
        .map((secret) => `${secret.slice(0, 4)}… (${secret.length} characters)`);
}
