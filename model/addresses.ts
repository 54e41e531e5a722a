import { BlockList, isIP } from "node:net";

/** A parsed address range in CIDR notation, or a single address. */
interface Range {
    address: string;
    /** Number of leading bits that all its addresses share. */
    prefix: number;
    family: "ipv4" | "ipv6";
}

const bits = { ipv4: 32, ipv6: 128 } as const;

/** Undefined if the text is neither a range nor an address. */
function parseRange(text: string): Range | undefined {
    const [, address = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const version = isIP(address);
    if (version === 0) {
        return undefined;
    }
    const family = version === 6 ? "ipv6" : "ipv4";
    const prefix = Number(length ?? bits[family]);
    return prefix > bits[family] ? undefined : { address, prefix, family };
}

/** Ranges that are not routed on the internet: RFC 1122, 1918, 3927 and 6598. */
const privateRanges = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
];

/** Ranges reserved for documentation: RFC 5737, 3849 and 9637. */
const documentationRanges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"];

/** Whether a range or an address lies entirely in a private range; `0.0.0.0/0` does not. */
export function isPrivate(range: string): boolean {
    return privateRanges.some((wider) => isWithin(range, wider));
}

/** Whether a range or an address lies in a range reserved for documentation. */
export function isDocumentation(range: string): boolean {
    return documentationRanges.some((wider) => isWithin(range, wider));
}

/** Whether a host name can belong to no one: RFC 2606 and 6761 reserve it for examples and tests. */
export function isReservedHost(host: string): boolean {
    return /(^|\.)(example|invalid|test|example\.(com|net|org))\.?$/i.test(host);
}

/** Whether a range or an address lies entirely in a wider range; false if either is invalid. */
export function isWithin(range: string, wider: string): boolean {
    const [inner, outer] = [parseRange(range), parseRange(wider)];
    if (inner === undefined || outer?.family !== inner.family || inner.prefix < outer.prefix) {
        return false;
    }
    const list = new BlockList();
    list.addSubnet(outer.address, outer.prefix, outer.family);
    return list.check(inner.address, inner.family);
}

/**
 * The IPv4 range with its host bits cleared: `10.1.2.3/16` → `10.1.0.0/16`.
 * @throws Error if it is not an IPv4 range
 */
export function fromFirstAddress(range: string): string {
    const { first, prefix } = ipv4Range(range);
    return `${dotted(first)}/${prefix}`;
}

/**
 * One of the equal parts of an IPv4 range, divided by additional leading bits: `10.0.0.0/16` has by 2 bits the parts 0
 * to 3, each a /18.
 * @throws Error if it is not an IPv4 range
 */
export function partOf(range: string, moreBits: number, index: number): string {
    const { first, prefix } = ipv4Range(range);
    const length = prefix + moreBits;
    return `${dotted(first + index * 2 ** (32 - length))}/${length}`;
}

/** Number of bits that a network fixes: 0 is the whole internet. An IPv6 network is compared with its usual /64. */
export function prefixLength(range: string): number {
    const length = Number(range.split("/")[1] ?? 32);
    return range.includes(":") ? length / 2 : length;
}

/** The range's first address as a number. */
function ipv4Range(range: string): { first: number; prefix: number } {
    const { address, prefix, family } = parseRange(range) ?? {};
    if (address === undefined || prefix === undefined || family !== "ipv4") {
        throw new Error(`"${range}" is not an IPv4 range such as 10.0.0.0/16`);
    }
    const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    return { first: number - (number % 2 ** (32 - prefix)), prefix };
}

function dotted(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** A host's HTTPS address for browsers; the standard port is left out. */
export function httpsAddress(host: string, port = 443): string {
    return `https://${host}${port === 443 ? "" : `:${port}`}`;
}
