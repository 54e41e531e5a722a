import assert from "node:assert/strict";
import { fromFirstAddress, partOf, prefixLength } from "../../model/addresses";

/** The address ranges of one zone. */
export interface ZoneRanges {
    /** For nodes and pods: a quarter of the network. */
    private: string;
    /** For NAT gateways and public load balancers: a sixteenth of the network. */
    public: string;
}

/**
 * Divides a network for at most three zones: three quarters for the private subnets, since every pod takes an address
 * there, and three sixteenths from the last quarter for the public ones. A zone's ranges depend only on its position,
 * so that adding a third zone moves nothing. The settings have checked the network and its zones.
 */
export function zoneRanges(cidr: string, zoneCount: number): ZoneRanges[] {
    const prefix = prefixLength(cidr);
    assert(prefix >= 16 && prefix <= 20 && fromFirstAddress(cidr) === cidr, `network ${cidr}`);
    assert(zoneCount === 2 || zoneCount === 3, `${zoneCount} zones`);
    return Array.from({ length: zoneCount }, (_, zone) => ({
        private: partOf(cidr, 2, zone),
        public: partOf(cidr, 4, 12 + zone),
    }));
}
