/**
 * What is cut out of addresses within texts, as pairs of what stays and what goes, by whoever reads the text: the
 * collector, or promtail where there is one. Regular expressions are RE2.
 */

/**
 * What follows a query's or a fragment's mark, up to a space, which no address on the wire holds; quotes, brackets and
 * commas at its end stay.
 */
const rest = String.raw`(?:\S*[^\s")\]}>',;])?`;

/**
 * Within a text, what stays of an address and what is cut from it: `scheme://…`, or a path after a space, a quote or
 * the like, as in nginx' `request: "GET /x?y HTTP/1.1"`. JSON that Lua writes has `\/` for each slash.
 */
export const inText = [
    String.raw`(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}|(?:^|[\s"'\x60(\[{<|=,:])\\?/)[^\s?#]*`,
    `[?#]${rest}`,
] as const;

/** The same of a path that begins with anything, such as a host, where a name and a value follow. */
export const anywhere = [String.raw`/[^\s?#]*`, String.raw`\?[^\s?=]*=${rest}`] as const;

/** `user:password@` before a host. */
export const credentials = [String.raw`:(?:\\?/){2}`, String.raw`[^/?#\s\\]*@`] as const;

/**
 * The same three within a JSON text, of which no more is cut than the string that holds the address, and no half of an
 * escape: what was JSON stays JSON. `&` may be written as `\u0026` there.
 */
const restInJson = String.raw`(?:[^\s"\\]|\\[^"nrt])*`;
export const inJson = [
    [String.raw`(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}|[\s"'\x60(\[{<|=,:]\\?/)[^\s?#"]*`, `[?#]${restInJson}`],
    [String.raw`/[^\s?#"]*`, String.raw`\?[^\s?="\\]*=${restInJson}`],
] as const;
export const credentialsInJson = [String.raw`:(?:\\?/){2}`, String.raw`[^/?#\s\\"]*@`] as const;
