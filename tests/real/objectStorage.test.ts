import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import type { LokiValues } from "../../components/observability/logs/lokiValues";
import { storePolicy } from "../../components/observability/storage/access";
import type { StoredSignal } from "../../components/observability/storage/signals";
import { Tempo } from "../../tools/verify/backends";
import { planOf, planWith, valuesOf } from "../tools/plan/stacks";
import { until } from "./eventually";
import { itWith } from "./left";
import { exportSpans } from "./otlp";
import { type LokiHere, startRealLoki } from "./verify/servers/loki/real";
import { freePort, otherServers, type Stoppable, temporaryFolder } from "./verify/servers/processes";
import { s3Server, startBucket, type TestBucket } from "./verify/servers/s3";
import { startRealTempo, type TempoHere, type TempoValues } from "./verify/servers/tempo/real";

const day = 86_400_000;

type Started = Stoppable & { url: string };

/** A store must be able to do what it does, and no role of ours be able to do more. */
function assertActions(signal: StoredSignal, { actions }: TestBucket, unused: string[] = []): void {
    const { Statement } = storePolicy(signal, "arn:aws:s3:::bucket", undefined);
    const allowed = Statement.flatMap(({ Action }) => Action).filter((action) => !unused.includes(action));
    assert.deepEqual([...actions].sort(), allowed.sort());
}

describe("stores on S3, as planned for prod", function () {
    this.timeout(420_000);
    const started = new Set<Stoppable>();
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        const { stop, ...rest } = await server;
        const one = { ...rest, stop: () => (started.delete(one), stop()) } as T;
        started.add(one);
        return one;
    };
    afterEach(async () => {
        for (const server of [...started].reverse()) {
            await server.stop();
        }
    });

    describe("Loki", () => {
        /** Three that know each other, on volumes of their own. */
        async function members(values: LokiValues, bucket: TestBucket, flags: string[] = []): Promise<LokiHere[]> {
            const ports = [await freePort(), await freePort(), await freePort()];
            const at = values.loki.storage as Extract<LokiValues["loki"]["storage"], { type: "s3" }>;
            assert.equal(at.type, "s3");
            at.bucketNames.chunks = bucket.name;
            assert.deepEqual([values.singleBinary.replicas, values.loki.commonConfig.replication_factor], [3, 3]);
            return ports.map((port, index) => ({
                folder: temporaryFolder("loki"),
                s3: bucket.endpoint,
                member: { name: `loki-${index}`, port, others: ports.filter((other) => other !== port) },
                flags,
            }));
        }

        /** Each line is of a stream of its own, since none takes a line that is hours older than its last. */
        const push = async ({ url }: Started, at: number, line: string): Promise<void> => {
            const body = JSON.stringify({
                streams: [{ stream: { service_name: "kong", line }, values: [[`${at}000000`, line]] }],
            });
            const headers = { "content-type": "application/json" };
            const answer = await fetch(`${url}/loki/api/v1/push`, { method: "POST", headers, body });
            assert.equal(answer.status, 204, await answer.text());
        };

        const lines = async ({ url }: Started): Promise<string[]> => {
            const parameters = new URLSearchParams({
                query: '{service_name="kong"}',
                start: `${Date.now() - 5 * day}000000`,
            });
            const answer = await fetch(`${url}/loki/api/v1/query_range?${parameters.toString()}`);
            assert.equal(answer.status, 200, await answer.clone().text());
            const { data } = (await answer.json()) as { data: { result: { values: [string, string][] }[] } };
            return data.result.flatMap(({ values }) => values.map(([, line]) => line)).sort();
        };

        const flush = ({ url }: Started): Promise<Response> => fetch(`${url}/flush`, { method: "POST" });
        const chunks = async (bucket: TestBucket): Promise<string[]> =>
            (await bucket.keys()).filter((key) => key.startsWith("fake/"));

        itWith(otherServers.loki, s3Server)(
            "keeps lines in S3 through restarts on other volumes, and deletes what is past its retention",
            async () => {
                const values = valuesOf(await planOf("prod"), "logs-loki") as LokiValues;
                const bucket = await start(startBucket("prod-logs"));
                const three = await members(values, bucket);
                const all = await Promise.all(three.map((here) => start(startRealLoki(values, here))));
                await push(all[0]!, Date.now(), "of today");
                await push(all[1]!, Date.now() - 3 * day, "of three days ago");
                for (const one of all) {
                    assert.deepEqual(await lines(one), ["of today"], "what is old is looked for in S3 alone");
                }
                // One is lost: nothing is refused, nothing is missing.
                await all.pop()!.stop();
                await push(all[0]!, Date.now(), "with two of three");
                assert.deepEqual(await lines(all[1]!), ["of today", "with two of three"]);
                await Promise.all(all.map(flush));
                await Promise.all(all.map((one) => one.stop()));
                three.forEach(({ folder = "" }) => rmSync(folder, { recursive: true }));

                const others = await members(values, bucket);
                const next = await Promise.all(others.map((here) => start(startRealLoki(values, here))));
                for (const one of next) {
                    assert.deepEqual(await lines(one), ["of three days ago", "of today", "with two of three"]);
                }
                const before = await chunks(bucket);
                await Promise.all(next.map((one) => one.stop()));

                const logs = { chart: "loki", storage: { kind: "s3" }, replicas: 3, retention: "48h" };
                const shorter = valuesOf(await planWith("prod", { logs }), "logs-loki") as LokiValues;
                const quick = ["-compactor.compaction-interval=1s", "-compactor.retention-delete-delay=1s"];
                const again = await members(shorter, bucket, quick);
                const last = await Promise.all(again.map((here) => start(startRealLoki(shorter, here))));
                await until("the end of what is past its retention", 180, async () => {
                    return (await chunks(bucket)).length < before.length;
                });
                assert.deepEqual(await lines(last[1]!), ["of today", "with two of three"]);
                assertActions("logs", bucket);
            },
        );
    });

    describe("Tempo", () => {
        const trace = "0af7651916cd43dd8448eb211c80319c";
        const spans = async ({ url }: Started): Promise<number> =>
            (await new Tempo(() => Promise.resolve(url)).trace(trace)).length;

        itWith(otherServers.tempo, s3Server)(
            "finds a trace in S3 once its volume is gone, and deletes it past its retention",
            async () => {
                const values = valuesOf(await planOf("prod"), "traces-tempo") as TempoValues;
                const { trace: at } = values.tempo.storage;
                assert.ok(at.backend === "s3");
                const bucket = await start(startBucket("prod-traces"));
                at.s3.bucket = bucket.name;
                const here = (): TempoHere & { folder: string } => ({
                    folder: temporaryFolder("tempo"),
                    s3: bucket.endpoint,
                    flags: ["-storage.trace.blocklist_poll=1s"],
                });
                const blocks = async (file: string): Promise<string[]> =>
                    (await bucket.keys()).filter((key) => key.startsWith("single-tenant/") && key.endsWith(file));

                const first = here();
                const tempo = await start(startRealTempo(values, first));
                const sent = { trace, id: "b7ad6b7169203331", name: "kong", kind: 2 };
                await exportSpans(tempo.otlpGrpc, "kong", [sent]);
                await until("the trace", 20, async () => (await spans(tempo)) === 1);
                await fetch(`${tempo.url}/flush`);
                await until("a block in S3", 60, async () => (await blocks("/meta.json")).length === 1);
                await tempo.stop();
                rmSync(first.folder, { recursive: true });

                const next = await start(startRealTempo(values, here()));
                await until("the trace from S3", 30, async () => (await spans(next)) === 1);
                await next.stop();

                const past = { ...values, tempo: { ...values.tempo, retention: "1s" } };
                const compaction = { compacted_block_retention: "1s" };
                const last = await start(startRealTempo(past, { ...here(), compaction }));
                await until("the end of the block", 90, async () => (await blocks("")).length === 0);
                assert.equal(await spans(last), 0);
                assertActions("traces", bucket, ["s3:AbortMultipartUpload"]);
            },
        );
    });
});
