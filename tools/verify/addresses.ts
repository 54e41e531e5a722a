/**
 * An address in the form that a request needs: without the login, which `fetch` refuses in a URL, and the login as a
 * header.
 */
export interface Address {
    /** Without a trailing slash. */
    url: string;
    login: { user: string; password: string } | undefined;
    headers: Record<string, string>;
}

/** @throws URIError if the login contains a `%` that starts no escape */
export function addressOf(given: string): Address {
    const parsed = new URL(given);
    const [user, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)];
    if (`${user}${password}` === "") {
        return { url: given.replace(/\/{1,100}$/, ""), login: undefined, headers: {} };
    }
    parsed.username = "";
    parsed.password = "";
    const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
    return { url: parsed.href.replace(/\/{1,100}$/, ""), login: { user, password }, headers };
}

export const allowedAddress =
    "an address that starts with http:// or https://, with user:password@ before the host where it asks for one" +
    " (in them : / @ % are written %3A %2F %40 %25), and without ? and #";

/** Whether requests can be sent there. An unescaped slash or @ in a password would send them elsewhere. */
export function isAddress(given: string): boolean {
    if (!/^https?:\/\/[^/]/.test(given) || !URL.canParse(given)) {
        return false;
    }
    const { hostname, pathname, search, hash } = new URL(given);
    try {
        return hostname !== "" && !pathname.includes("@") && `${search}${hash}` === "" && addressOf(given).url !== "";
    } catch {
        return false;
    }
}

/** The error for an invalid address, without any part that may be a login. */
export function refusedAddress(given: string): string {
    return /^[a-z\d.-]{1,253}:\d{1,5}$/i.test(given) ? given : "a text that is none";
}

/** The login in an address, also in its header form, which must not be printed. */
export function secretsOf(given: string): string[] {
    const { login, headers } = addressOf(given);
    const { username, password } = new URL(given);
    if (login === undefined) {
        return [];
    }
    const written = [password, `${username}:${password}`, login.password, `${login.user}:${login.password}`];
    const encoded = Object.values(headers).map((header) => header.replace(/^Basic /, ""));
    return [...written, ...encoded].filter((part) => part !== "");
}
