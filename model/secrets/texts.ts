/** A part of a text that looks like a secret. */
export interface Span {
    start: number;
    end: number;
    kind: string;
    /** False if it is hidden as a precaution and may not be a secret. */
    certain: boolean;
}

/**
 * The parts of a text that look like secrets, independent of where the text is. Every pattern reads a text once: each
 * has a fixed beginning, or one that no other match can lie in, and a bounded length.
 */
export function secretSpans(text: string): Span[] {
    if (!beginnings.test(text)) {
        return [];
    }
    const logins = text.includes("@") ? [...addressesIn(text), ...bareLoginsIn(text)] : [];
    const keys = [...keysIn(text), ...encodedKeysIn(text)];
    return [...keys, ...licenceIn(text), ...patternsIn(text), ...basicLoginsIn(text), ...logins];
}

/** Every text with such a part contains one of these. Most texts contain none. */
const beginnings = new RegExp(
    [
        ...["-----BEGIN", "LS0tLS", "licen[sc]e", "@", "https://", "earer\\s", "basic\\s", "[?&;][a-z-]{1,20}="],
        ...["AKIA", "ASIA", "gh[pousr]_", "github_pat", "glpat-", "xox", "xapp-", "gl(?:sa|c)_", "[ks]pat_"],
        ...["hv[sb]\\.", "pul-", "sk-", "[sr]k_live", "AIza", "npm_", "SG\\.", "dop_v1", "dt0c01", "NRAK-", "eyJ"],
    ].join("|"),
    "i",
);

/**
 * A text with each span replaced.
 * @param by the replacement of a span
 */
export function replaced(text: string, spans: readonly Span[], by: (span: Span) => string): string {
    const parts: string[] = [];
    let at = 0;
    for (const span of [...spans].sort((a, b) => a.start - b.start)) {
        if (span.end > at) {
            // A span that overlaps the last one extends it.
            parts.push(...(span.start >= at ? [text.slice(at, span.start), by(span)] : []));
            at = span.end;
        }
    }
    return [...parts, text.slice(at)].join("");
}

const begin = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g;

function keysIn(text: string): Span[] {
    return [...text.matchAll(begin)].map(({ 0: found, index }) => {
        const rest = text.slice(index + found.length, index + found.length + 20_000);
        const last = /-----END [A-Z ]{0,40}PRIVATE KEY-----/.exec(rest);
        // A key that is cut off counts too.
        const end = last === null ? text.length : index + found.length + last.index + last[0].length;
        return { start: index, end, kind: "a private key", certain: true };
    });
}

/** PEM in base64, as in Secrets and CA bundles of webhooks. */
function encodedKeysIn(text: string): Span[] {
    return [...text.matchAll(/(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g)]
        .filter(([encoded]) => Buffer.from(encoded, "base64").toString("latin1").includes("PRIVATE KEY-----"))
        .map((match) => spanOf(match, "a private key", true));
}

/** Kong's licence file: a payload and its signature. */
function licenceIn(text: string): Span[] {
    const start = text.search(/"licen[sc]e"\s{0,20}:\s{0,20}\{|"licen[sc]e_key"\s{0,20}:\s{0,20}"/);
    const isFile = ['"signature"', '"payload"'].some((key) => start !== -1 && text.indexOf(key, start) !== -1);
    const isOne = isFile || (start !== -1 && text.startsWith("_key", start + 8));
    return isOne ? [{ start, end: text.length, kind: "a licence", certain: true }] : [];
}

interface Pattern {
    kind: string;
    certain: boolean;
    /** The secret is the first group, or the whole match. */
    pattern: RegExp;
}

const webhooks = [
    "hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/\\w",
    "discord(?:app)?\\.com/api/webhooks/\\d",
    "[\\w-]{1,63}\\.webhook\\.office\\.com/\\w",
    "outlook\\.office(?:365)?\\.com/webhook/\\w",
    "chat\\.googleapis\\.com/v1/spaces/\\w",
    "api\\.telegram\\.org/bot\\d",
];

const tokens = [
    ...["(?:AKIA|ASIA)[0-9A-Z]{16}", "gh[pousr]_\\w{36,}", "github_pat_\\w{22,}", "glpat-[\\w-]{20,}"],
    ...["xox[abeprs]-[\\w-]{10,}", "xapp-[\\w-]{10,}", "gl(?:sa|c)_\\w{32,}", "[ks]pat_\\w{32,}"],
    ...[
        "hv[sb]\\.[\\w-]{20,}",
        "pul-[0-9a-f]{40}",
        "sk-(?:ant|proj)-[\\w-]{20,}",
        "[sr]k_live_\\w{16,}",
        "AIza[\\w-]{35}",
        "npm_\\w{36}",
    ],
    ...["SG\\.[\\w-]{16,40}\\.[\\w-]{16,60}", "dop_v1_\\w{40,}", "dt0c01\\.\\w{20,30}\\.\\w{40,80}", "NRAK-\\w{20,}"],
    "eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}",
];

const webhook = new RegExp(`https://(?:${webhooks.join("|")})[^\\s"'<>]*`, "gi");
const signature = /(?<=[?&;](?:sig|signature|x-amz-signature|code|key|auth)=)[^&\s"'#]{8,1024}/gi;

const patterns: Pattern[] = [
    { kind: "a webhook address", certain: true, pattern: webhook },
    { kind: "a token", certain: true, pattern: new RegExp(`(?<![\\w-])(?:${tokens.join("|")})`, "g") },
    { kind: "a token", certain: false, pattern: /(?<=\bBearer\s)(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{16,4096}/gi },
    { kind: "a signature in an address", certain: false, pattern: signature },
];

function patternsIn(text: string): Span[] {
    return patterns.flatMap(({ kind, certain, pattern }) =>
        [...text.matchAll(pattern)].map((match) => spanOf(match, kind, certain)),
    );
}

function spanOf({ 0: found, index }: RegExpExecArray, kind: string, certain: boolean): Span {
    return { start: index, end: index + found.length, kind, certain };
}

/** A variable or a template in place of a password. */
const stands = /^(?:\$[({A-Z_]|\{\{|<|%s|\[secret\]|\[unknown\])/;
/** A port and what follows it: `http://kong:8000/a@b` has no password. */
const portLike = /^\d{1,5}(?:[/?#,]|$)/;

/** `scheme://user:password@host`, up to the next address or the end of the word. */
function addressesIn(text: string): Span[] {
    return [...text.matchAll(/:\/\/((?:(?!:\/\/)[^\s"<>])*)/g)].flatMap(({ 1: rest = "", index }) => {
        const [authority = ""] = rest.split(/[/?#]/, 1);
        const isRight = authority.includes("@");
        // A password with an unescaped slash makes the address invalid, but is still a password.
        const login = rest.slice(0, Math.max(0, (isRight ? authority : rest).lastIndexOf("@")));
        const colon = login.indexOf(":");
        const [user, password] = colon === -1 ? [login, ""] : [login.slice(0, colon), login.slice(colon + 1)];
        const start = index + 3;
        if (colon === -1) {
            const isToken = isRight && /^[\w.%~-]{16,}$/.test(user) && !stands.test(user);
            const end = start + login.length;
            return isToken ? [{ start, end, kind: "an address with a token", certain: false }] : [];
        }
        if (password === "" || stands.test(password) || portLike.test(password) || /[/?#]/.test(user)) {
            return [];
        }
        const certain = isRight && /^[\w[]/.test(rest.slice(login.length + 1)) && user !== "";
        return [{ start, end: start + login.length, kind: "an address with a password", certain }];
    });
}

/** `kong:password@db:5432`, without a scheme; an image's digest and an e-mail address look similar. */
function bareLoginsIn(text: string): Span[] {
    const host = "(?!sha\\d)(?:tcp\\(|[\\w.-]{1,253}(?::\\d{1,5})?(?=[/?#\\s\"',;)]|$))";
    const pattern = new RegExp(`(?<![^\\s"'=,;])(?!mailto:)[\\w.%+-]{1,64}:([^\\s@/"'<>{}]{1,256})(?=@${host})`, "gi");
    return [...text.matchAll(pattern)]
        .filter(([, password = ""]) => !stands.test(password))
        .map((match) => spanOf(match, "an address with a password", false));
}

/** `Basic dXNlcjpwYXNz`, told from prose by its decoded content. */
function basicLoginsIn(text: string): Span[] {
    return [...text.matchAll(/(?<=\bBasic\s)[A-Za-z0-9+/]{6,1024}={0,2}/gi)]
        .filter(([encoded]) => /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(encoded, "base64").toString("latin1")))
        .map((match) => spanOf(match, "a password", false));
}

/** Well-known default passwords, and the programs that have them. */
export const knownDefaults: Readonly<Record<string, string>> = {
    "prom-operator": "kube-prometheus-stack's for Grafana",
    demo123: "the database's in Kong's hybrid mode guide",
    kong_admin_password: "Kong Manager's in Kong's hybrid mode guide",
    admin: "Grafana's own",
};

/** Default passwords that are unambiguous under any key. The others are also common names. */
export const plainDefaults: readonly string[] = ["demo123", "kong_admin_password"];
