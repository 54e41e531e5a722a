import assert from "node:assert/strict";
import { startToFiles } from "./collectorToFiles";

const key = "deployment.environment.name";

interface Attribute {
    key: string;
    value: { stringValue: string };
}
type Resource = { resource: { attributes: Attribute[] } };

describe("a collector that several environments send to", () => {
    let collector: Awaited<ReturnType<typeof startToFiles>>;
    before(async () => void (collector = await startToFiles(false)));
    after(() => collector.stop());

    /** The environments of what was sent under these. */
    async function environments(sent: (string | undefined)[]): Promise<unknown[]> {
        const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
        const span = { ...ids, startTimeUnixNano: "1", endTimeUnixNano: "2", name: "GET", kind: 2 };
        const resourceSpans = sent.map((environment) => ({
            resource: { attributes: environment === undefined ? [] : [{ key, value: { stringValue: environment } }] },
            scopeSpans: [{ spans: [span] }],
        }));
        const [passed] = (await collector.passed("traces", { resourceSpans })) as { resourceSpans: Resource[] }[];
        return passed!.resourceSpans.map(
            ({ resource }) => resource.attributes.find((attribute) => attribute.key === key)?.value.stringValue,
        );
    }

    it("leaves each its own, and gives what names none that of its stack", async () => {
        assert.deepEqual(await environments(["staging", undefined]), ["staging", "dev"]);
    });
});
