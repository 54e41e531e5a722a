/**
 * What is removed from addresses in texts, as pairs of the part that stays and the part that is cut. Used by the
 * collector, and by promtail if installed. Regular expressions are RE2.
 */

/**
 * The rest of a query or fragment, up to a space, which addresses on the wire never contain; quotes, brackets and
 * commas at its end stay.
 */
const rest = String.raw`(?:\S*[^\s")\]}>',;])?`;

/**
 * Addresses within a text, what stays and what is cut: `scheme://…`, or a path after a space, a quote or the like, as
 * in nginx' `request: "GET /x?y HTTP/1.1"`. JSON from Lua has `\/` for each slash.
 */
export const inText = [
    String.raw`(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}|(?:^|[\s"'\x60(\[{<|=,:])\\?/)[^\s?#]*`,
    `[?#]${rest}`,
] as const;

/** The same for a path after anything else, such as a host, if a name and a value follow. */
export const anywhere = [String.raw`/[^\s?#]*`, String.raw`\?[^\s?=]*=${rest}`] as const;

/** `user:password@` before a host. */
export const credentials = [String.raw`:(?:\\?/){2}`, String.raw`[^/?#\s\\]*@`] as const;

/**
 * The same three within a JSON text. No more is cut than the string that contains the address, and no half of an
 * escape, so that JSON stays valid. `&` may be written as `\u0026` there.
 */
const restInJson = String.raw`(?:[^\s"\\]|\\[^"nrt])*`;
export const inJson = [
    [String.raw`(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}|[\s"'\x60(\[{<|=,:]\\?/)[^\s?#"]*`, `[?#]${restInJson}`],
    [String.raw`/[^\s?#"]*`, String.raw`\?[^\s?="\\]*=${restInJson}`],
] as const;
export const credentialsInJson = [String.raw`:(?:\\?/){2}`, String.raw`[^/?#\s\\"]*@`] as const;
