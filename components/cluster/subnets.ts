/** The address ranges of one zone. */
export interface ZoneRanges {
    /** Nodes and pods: a quarter of the network. */
    private: string;
    /** NAT gateways and public load balancers: a sixteenth. */
    public: string;
}

/**
 * Cuts a network up for at most three zones: three quarters for the private subnets, since every pod takes an address
 * there, and three sixteenths of the last quarter for the public ones. A zone's ranges depend on its place alone, so
 * that adding a third zone moves nothing.
 */
export function zoneRanges(cidr: string, zoneCount: number): ZoneRanges[] {
    const { address, prefix } = parseCidr(cidr);
    if (prefix < 16 || prefix > 20) {
        throw new Error(
            `cluster.network.cidr: got ${cidr}; allowed: /16 (as large as a VPC can be) to /20 (smaller leaves pods without addresses)`,
        );
    }
    if (zoneCount < 2 || zoneCount > 3) {
        throw new Error(`cluster.network.zones: got ${zoneCount}; allowed: 2 (EKS asks for two) or 3`);
    }
    const block = (bits: number, index: number) =>
        `${formatAddress(address + index * 2 ** (32 - prefix - bits))}/${prefix + bits}`;
    return Array.from({ length: zoneCount }, (_, zone) => ({ private: block(2, zone), public: block(4, 12 + zone) }));
}

function parseCidr(cidr: string): { address: number; prefix: number } {
    const [, dotted, length] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
    const octets = dotted?.split(".").map(Number) ?? [];
    const prefix = Number(length);
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    if (octets.length !== 4 || octets.some((octet) => octet > 255) || !(prefix <= 32)) {
        throw new Error(`cluster.network.cidr: got ${cidr}; allowed: an IPv4 range such as 10.0.0.0/16`);
    }
    if (address % 2 ** (32 - prefix) !== 0) {
        throw new Error(
            `cluster.network.cidr: got ${cidr}, which is an address inside a /${prefix}; allowed: where the range starts`,
        );
    }
    return { address, prefix };
}

function formatAddress(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
