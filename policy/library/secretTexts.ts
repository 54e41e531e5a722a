/** What a text is by the looks of it, wherever it stands. Nothing of the text itself is said. */
export function secretKind(text: string): string | undefined {
    return shapes.find(({ pattern }) => pattern.test(text))?.kind ?? (isEncodedKey(text) ? "a private key" : undefined);
}

const shapes: { kind: string; pattern: RegExp }[] = [
    { kind: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
    { kind: "a webhook address", pattern: /https:\/\/(hooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/\w|discord(app)?\.com\/api\/webhooks\/\d|[\w.-]+\.webhook\.office\.com\/\w)/i },
    // Kong's licence file: a payload and its signature.
    { kind: "a licence", pattern: /"licen[sc]e"\s*:\s*\{[\s\S]*"(signature|payload)"\s*:|"licen[sc]e_key"\s*:\s*"/ },
    { kind: "a token", pattern: /\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{36,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|glsa_\w{32,}|[ks]pat_\w{32,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})/ },
    { kind: "an address with a password", pattern: /\b[a-z][\w+.-]*:\/\/[^\s:@/$"']+:(?![$<{])[^\s@/"']+@[\w[]/i },
];

/** PEM in base64, as Secrets and webhooks' bundles carry it. */
function isEncodedKey(text: string): boolean {
    return [...text.matchAll(/LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g)].some(([encoded]) => Buffer.from(encoded, "base64").toString("latin1").includes("PRIVATE KEY-----"));
}

/** Default passwords that everybody knows, and whose they are. */
export const knownDefaults: Readonly<Record<string, string>> = {
    "prom-operator": "kube-prometheus-stack's for Grafana",
    demo123: "the database's in Kong's hybrid mode guide",
    kong_admin_password: "Kong Manager's in Kong's hybrid mode guide",
    admin: "Grafana's own",
};

/** Default passwords that could be nothing else, under whatever key. The others are good names for other things. */
export const plainDefaults: readonly string[] = ["demo123", "kong_admin_password"];
