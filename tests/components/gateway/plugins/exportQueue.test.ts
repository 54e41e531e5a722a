import assert from "node:assert/strict";
import { exportQueue } from "../../../../components/gateway/plugins/exportQueue";

describe("the queue in which spans wait for the collector", () => {
    const all = (["request", "request-and-balancer", "all"] as const).flatMap((spans) =>
        [0, 0.001, 0.1, 0.5, 1].flatMap((rate) => [false, true].map((trustCallers) => ({ rate, spans, trustCallers }))),
    );
    const made = { request: 1, "request-and-balancer": 2, all: 12 };

    it("gives a batch up before the queue is full of what 2,000 requests a second made, but not within 2 s", () => {
        for (const sampling of all) {
            const { queue, read_timeout } = exportQueue(sampling);
            const perSecond = (sampling.trustCallers ? 1 : sampling.rate) * made[sampling.spans] * 2000;
            const tried = queue.max_retry_time! + queue.max_retry_delay! + read_timeout! / 1000;
            const room = queue.max_entries! - queue.max_batch_size!;
            assert.ok(tried * perSecond <= room + 1 || queue.max_retry_time === 2, JSON.stringify(sampling));
        }
    });

    it("tries for longer where less is kept, and stays within what Kong takes", () => {
        const tried = (rate: number, trustCallers = false): number | undefined =>
            exportQueue({ rate, spans: "request-and-balancer", trustCallers }).queue.max_retry_time;
        assert.deepEqual(
            [1, 0.1, 0.01, 0].map((rate) => tried(rate)),
            [2, 15.2, 60, 60],
        );
        assert.equal(tried(0.1, true), tried(1));
        for (const { queue } of all.map(exportQueue)) {
            assert.ok(
                queue.max_batch_size! < 8000 &&
                    queue.max_entries! >= 2 * queue.max_batch_size! &&
                    queue.initial_retry_delay! >= 0.001,
            );
        }
    });
});
