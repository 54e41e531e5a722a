import assert from "node:assert/strict";
import { planOf } from "./stacks";

const tagsIn = async (stack: string): Promise<{ type: string; tags: Record<string, string> }[]> =>
    (await planOf(stack)).resources.flatMap(({ type, inputs }) =>
        /^(aws|eks):/.test(type) && inputs.tags !== undefined
            ? [{ type, tags: inputs.tags as Record<string, string> }]
            : [],
    );

describe("tags in AWS", () => {
    for (const stack of ["dev", "prod"]) {
        it(`tell that it is ${stack}'s`, async () => {
            for (const { type, tags } of await tagsIn(stack)) {
                assert.deepEqual([tags.project, tags.stack], ["kong-observability", stack], type);
            }
        });
    }

    it("are on what costs money, the database and its storage included", async () => {
        const tagged = new Set((await tagsIn("prod")).map(({ type }) => type.split(":").at(-1)));
        const wanted = [
            "Vpc",
            "Subnet",
            "NatGateway",
            "Eip",
            "Key",
            "LogGroup",
            "Cluster",
            "NodeGroup",
            "Role",
            "Instance",
        ];
        assert.deepEqual(
            wanted.filter((type) => !tagged.has(type)),
            [],
        );
    });

    it("give no two stacks one Name", async () => {
        const names = async (stack: string): Promise<string[]> =>
            (await tagsIn(stack)).flatMap(({ tags }) => tags.Name ?? []);
        const [dev, prod] = [await names("dev"), await names("prod")];
        assert.ok(dev.length > 10);
        assert.deepEqual(
            dev.filter((name) => prod.includes(name)),
            [],
        );
    });
});
