import { randomBytes } from "node:crypto";

const bits64 = 1n << 64n;

/**
 * The threshold of Kong's sampler: it keeps a trace if the first eight bytes of its id, read as a little-endian number,
 * are below rate × 2^64 (kong/pdk/tracing.lua at tag 3.9.3). So the id alone decides, and a suitable one can be chosen.
 */
function bound(rate: number): bigint {
    return rate >= 1 ? bits64 : rate <= 0 ? 0n : BigInt(Math.floor(rate * 2 ** 64));
}

function firstBytes(traceId: string): bigint {
    return Buffer.from(traceId.slice(0, 16), "hex").readBigUInt64LE();
}

/** Whether Kong traces a request with this id, 32 hexadecimal digits, at this sampling rate. */
export function isKept(traceId: string, rate: number): boolean {
    return firstBytes(traceId) < bound(rate);
}

function idBetween(low: bigint, high: bigint): string {
    const bytes = randomBytes(16);
    bytes.writeBigUInt64LE(low + (bytes.readBigUInt64LE() % (high - low)));
    return bytes.toString("hex");
}

/** An id that Kong keeps, or undefined if it keeps none (rate 0). */
export function keptId(rate: number): string | undefined {
    return rate <= 0 ? undefined : idBetween(0n, bound(rate));
}

/** An id that Kong drops, or undefined if it drops none (rate 1). */
export function droppedId(rate: number): string | undefined {
    return rate >= 1 ? undefined : idBetween(bound(rate), bits64);
}

/** The W3C header. Kong respects a caller's "not sampled", whatever its own rate. */
export function traceparent(traceId: string, sampled: boolean): string {
    return `00-${traceId}-${randomBytes(8).toString("hex")}-${sampled ? "01" : "00"}`;
}
