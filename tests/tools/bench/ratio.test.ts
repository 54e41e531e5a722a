import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { censusOf } from "../../../tools/bench/census";
import { type StackFile, withDataPlanes, withRoutes } from "../../../tools/bench/configs";
import { marginal, ratio, spread } from "../../../tools/bench/ratio";
import { plan, root } from "../../../tools/plan/evaluate";

describe("bench", () => {
    it("divides round by round, and takes the median", () => {
        assert.deepEqual(ratio([2, 9, 4], [1, 3, 1]), { median: 3, min: 2, max: 4 });
        assert.equal(spread([4, 1, 3, 2]).median, 2.5);
    });

    it("finds what one more costs", () => {
        assert.equal(marginal([10, [100, 200]], [20, [210, 150]]), 5);
    });

    it("puts a bare resource instead of each real one, but not of the stack", () => {
        const census = censusOf([
            "pulumi:pulumi:Stack",
            "kong-observability:kong:DataPlane",
            "kubernetes:helm.sh/v3:Release",
            "kubernetes:core/v1:Secret",
            "pulumi:providers:kubernetes",
            "aws:ec2/vpc:Vpc",
        ]);
        assert.deepEqual(census, { component: 1, release: 1, kubernetes: 2, aws: 1, eks: 0, random: 0, tls: 0 });
        assert.throws(() => censusOf(["gcp:compute/network:Network"]), /no bare resource stands for gcp/);
    });

    it("changes the size of a stack and nothing else", () => {
        const file: StackFile = {
            config: { "kong-observability:kong": { manager: true, dataPlanes: [{ name: "kong-dp", replicas: 2 }] } },
        };
        assert.deepEqual(withDataPlanes(file, 2).config["kong-observability:kong"], {
            manager: true,
            dataPlanes: [
                { name: "kong-dp-0", replicas: 2 },
                { name: "kong-dp-1", replicas: 2 },
            ],
        });
        const { services } = withRoutes(file, 3).config["kong-observability:gateway"] as {
            services: { routes: unknown[] }[];
        };
        assert.equal(services[0]?.routes.length, 3);
    });

    it("measures stacks that can be planned", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
        try {
            const stack = parse(readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8")) as StackFile;
            for (const changed of [withDataPlanes(stack, 2), withRoutes(stack, 2)]) {
                const file = path.join(folder, "stack.yaml");
                writeFileSync(file, stringify(changed));
                assert.ok((await plan("bench", file)).resources.length > 50);
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
