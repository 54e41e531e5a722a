import assert from "node:assert/strict";
import { z } from "zod";
import { layersSchema } from "../../../components/stack/contract";
import { planOf, stackFiles } from "../../tools/plan/stacks";

const schema = layersSchema(z.string());

describe("what stacks hand on to others", () => {
    for (const stack of Object.keys(stackFiles)) {
        it(`is read whole, and without a secret: ${stack}`, async () => {
            const { outputs } = await planOf(stack);
            assert.deepEqual(
                outputs.secrets.filter((path) => path.startsWith("layers")),
                [],
            );
            assert.deepEqual(schema.parse(outputs.values.layers), outputs.values.layers);
        });
    }
});
