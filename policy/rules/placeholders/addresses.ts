import { BlockList, isIP } from "node:net";

/** Ranges that documents write in the place of a real one, and nobody has: RFC 5737, 3849 and 9637. */
const documentation = new BlockList();
for (const [network, prefix] of [
    ["192.0.2.0", 24],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
] as const) {
    documentation.addSubnet(network, prefix, "ipv4");
}
documentation.addSubnet("2001:db8::", 32, "ipv6");
documentation.addSubnet("3fff::", 20, "ipv6");

/** Whether a range, or an address, begins in one that stands for another in documents. */
export function isDocumentation(range: string): boolean {
    const [address = ""] = range.split("/");
    const family = isIP(address);
    return family !== 0 && documentation.check(address, family === 6 ? "ipv6" : "ipv4");
}
