import assert from "node:assert/strict";
import { withDefaults } from "../../../components/shared/chosen";

describe("arguments with defaults", () => {
    interface Args {
        name: string;
        replicas: number;
        labels: { a: string } | undefined;
    }
    const defaults = { replicas: 1, labels: undefined };

    it("are those that were given, and the defaults of all others, of those given as undefined too", () => {
        const made = (chosen: Partial<Args> & Pick<Args, "name">): Args =>
            withDefaults<Args, typeof defaults>(chosen, defaults);
        assert.deepEqual(made({ name: "x" }), { name: "x", replicas: 1, labels: undefined });
        assert.deepEqual(made({ name: "x", replicas: undefined }), { name: "x", replicas: 1, labels: undefined });
        assert.deepEqual(made({ name: "x", replicas: 0, labels: { a: "b" } }), {
            name: "x",
            replicas: 0,
            labels: { a: "b" },
        });
    });
});
