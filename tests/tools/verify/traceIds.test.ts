import assert from "node:assert/strict";
import fc from "fast-check";
import { probesFor } from "../../../tools/verify/probes";
import type { Probe } from "../../../tools/verify/send";
import { droppedId, isKept, keptId, traceparent } from "../../../tools/verify/traceIds";

const rate = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe("trace ids", () => {
    it("are kept or dropped by Kong's sampler as picked, at any rate", () => {
        fc.assert(
            fc.property(rate, (sampled) => {
                assert.equal(isKept(keptId(sampled) ?? "", sampled), true);
                assert.equal(isKept(droppedId(sampled) ?? "", sampled), false);
            }),
        );
    });

    it("are decided by the first eight bytes, the least significant one first", () => {
        const rest = "0000000000000001";
        assert.equal(isKept(`ffffffffffffff7f${rest}`, 0.5), true);
        assert.equal(isKept(`0000000000000080${rest}`, 0.5), false);
        assert.equal(isKept(`00000000000000ff${rest}`, 1), true);
        assert.equal(isKept(`0000000000000000${rest}`, 0), false);
    });

    it("that cannot be are not made up", () => {
        assert.equal(keptId(0), undefined);
        assert.equal(droppedId(1), undefined);
        assert.match(keptId(1) ?? "", /^[0-9a-f]{32}$/);
        assert.match(droppedId(0) ?? "", /^[0-9a-f]{32}$/);
    });

    it("go out as W3C writes them", () => {
        assert.match(
            traceparent("0af7651916cd43dd8448eb211c80319c", true),
            /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/,
        );
        assert.match(traceparent("0af7651916cd43dd8448eb211c80319c", false), /-00$/);
    });
});

describe("what verify sends", () => {
    it("must be recorded by the rate, or against the rate by the word of a caller who is trusted, and one not", () => {
        for (const trustCallers of [false, true]) {
            for (const samplingRate of [0.01, 0.5, 1]) {
                const { wanted, unwanted } = probesFor({ samplingRate, trustCallers }, 5);
                const recorded = ({ traceId, sampled }: Probe): boolean =>
                    sampled && (trustCallers || isKept(traceId, samplingRate));
                assert.deepEqual([wanted.map(recorded), recorded(unwanted)], [Array(5).fill(true), false]);
                const { traceId } = trustCallers ? unwanted : (wanted[0] as Probe);
                assert.ok(isKept(traceId, samplingRate));
                assert.equal(isKept(wanted[4]?.traceId ?? "", samplingRate), samplingRate === 1 || !trustCallers);
            }
        }
        const { wanted, unwanted } = probesFor({ samplingRate: 0, trustCallers: true }, 1);
        assert.deepEqual([wanted[0]?.sampled, unwanted.sampled], [true, false]);
    });
});
