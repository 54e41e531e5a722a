import { BlockList, isIP } from "node:net";

/** Ranges that no packet from the internet comes from: RFC 1122, 1918, 3927 and 6598. */
const privateRanges = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
];

/** Ranges that documents write in the place of a real one, and nobody has: RFC 5737, 3849 and 9637. */
const documentationRanges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"];

/** Whether a range, or an address, lies in one that is never on the internet, as `0.0.0.0/0` does not. Pure. */
export function isPrivate(range: string): boolean {
    return privateRanges.some((wider) => isWithin(range, wider));
}

/** Whether a range, or an address, lies in one that stands for another in documents. Pure. */
export function isDocumentation(range: string): boolean {
    return documentationRanges.some((wider) => isWithin(range, wider));
}

/** The range as its first address begins it: `10.1.2.3/16` → `10.1.0.0/16`. IPv4 alone. Pure. */
export function fromFirstAddress(range: string): string {
    const [address = "", length = "32"] = range.split("/");
    const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const first = number - (number % 2 ** (32 - Number(length)));
    return `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${length}`;
}

function isWithin(range: string, wider: string): boolean {
    const [address = "", length] = range.split("/");
    const [start = "", prefix] = wider.split("/");
    if (isIP(address) === 0 || isIP(address) !== isIP(start)) {
        return false;
    }
    const [family, bits] = isIP(address) === 6 ? (["ipv6", 128] as const) : (["ipv4", 32] as const);
    const list = new BlockList();
    list.addSubnet(start, Number(prefix), family);
    return Number(length ?? bits) >= Number(prefix) && list.check(address, family);
}
