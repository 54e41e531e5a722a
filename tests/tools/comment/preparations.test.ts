import assert from "node:assert/strict";
import { chartPin } from "../../../charts";
import { comment } from "../../../tools/comment/comment";
import { preparations } from "../../../tools/comment/preparations";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { find, planOf, planWith as withSettings, releaseType } from "../plan/stacks";

/** A plan's resources in which those of a type (and a name) have other inputs. */
async function planWith(
    stack: string,
    type: string,
    name: string,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes what was planned, whatever its shape
    change: (inputs: any) => void,
): Promise<PlannedResource[]> {
    const plan = await planOf(stack);
    const other = structuredClone(find(plan, type, name));
    change(other.inputs);
    return plan.resources.map((resource) => (resource.urn === other.urn ? other : resource));
}
const release = (stack: string, name: string, change: Parameters<typeof planWith>[3]): Promise<PlannedResource[]> =>
    planWith(stack, releaseType, name, change);

describe("what has to be done before an up", () => {
    it("is nothing between equal plans, nor where there is nothing to compare with", async () => {
        const { resources } = await planOf("dev");
        assert.deepEqual(preparations(resources, resources), []);
        assert.deepEqual(preparations([], resources), []);
    });

    it("is said of every volume that is to grow or to shrink, by its key", async () => {
        const { resources } = await planOf("dev");
        const grown = await release(
            "dev",
            "logs-loki",
            ({ values }) => (values.singleBinary.persistence.size = "50Gi"),
        );
        assert.deepEqual(
            preparations(resources, grown).map(({ key, place, before, after }) => [key, place, before, after]),
            [["logs.volumeSize", "chart loki: singleBinary.persistence.size", "20Gi", "50Gi"]],
        );
        assert.match(preparations(resources, grown)[0]?.what ?? "", /until the volumes have been grown/);
        assert.match(preparations(grown, resources)[0]?.what ?? "", /cannot shrink/);
        const same = await release(
            "dev",
            "logs-loki",
            ({ values }) => (values.singleBinary.persistence.size = "20480Mi"),
        );
        assert.deepEqual(preparations(resources, same), []);
    });

    it("is said of a database that is to shrink: growing it needs nothing", async () => {
        for (const [stack, type, name, key, change] of [
            [
                "dev",
                "kubernetes:postgresql.cnpg.io/v1:Cluster",
                "kong-db",
                "kong.database.volumeSize",
                (inputs: { spec: { storage: { size: string } } }) => (inputs.spec.storage.size = "1Ti"),
            ],
            [
                "prod",
                "aws:rds/instance:Instance",
                "kong-database",
                "kong.database.allocatedStorage",
                (inputs: { allocatedStorage: number }) => (inputs.allocatedStorage = 1000),
            ],
        ] as const) {
            const { resources } = await planOf(stack);
            const named = resources.find((resource) => resource.type === type)?.name ?? name;
            const larger = await planWith(stack, type, named, change);
            assert.deepEqual(preparations(resources, larger), [], stack);
            assert.deepEqual(
                preparations(larger, resources).map((preparation) => preparation.key),
                [key],
            );
        }
    });

    it("is said of CRDs that Helm does not upgrade, with the command", async () => {
        const { resources } = await planOf("dev");
        const { version, repository } = chartPin("kube-prometheus-stack");
        const older = await release("dev", "metrics-kube-prometheus-stack", (inputs) => (inputs.version = "83.0.0"));
        const [{ key, before, after, command } = {}, ...more] = preparations(older, resources);
        assert.deepEqual([key, before, after, more], ["kube-prometheus-stack", "83.0.0", version, []]);
        assert.ok(
            command?.startsWith(`helm show crds kube-prometheus-stack --repo ${repository} --version ${version} | `),
            command,
        );
        assert.deepEqual(preparations(resources, older), [], "an older chart can live with newer CRDs");
        // Its CRDs are templates: Helm upgrades them.
        const database = await release("dev", "kong-database-operator", (inputs) => (inputs.version = "0.1.0"));
        assert.deepEqual(preparations(database, resources), []);
    });

    it("is said of what is no longer kept here, or no longer found", async () => {
        const { resources } = await planOf("dev");
        const said = async (settings: Record<string, unknown>): Promise<string[][]> =>
            preparations(resources, (await withSettings("dev", settings)).resources).map(
                ({ key, before, after, what }) => [key, before, after, what.replace(/:.*/, "")],
            );
        const destinations = [{ kind: "otlp", name: "vendor", endpoint: "https://otlp.example.com" }];
        assert.deepEqual(await said({ traces: { destinations }, logs: { destinations } }), [
            ["logs.destinations", "loki", "not in the cluster", "logs are no longer kept here"],
            ["traces.destinations", "tempo", "not in the cluster", "traces are no longer kept here"],
        ]);
        assert.deepEqual(await said({ traces: { destinations: [{ kind: "in-cluster" }, ...destinations] } }), []);
        assert.deepEqual(await said({ logs: { chart: "loki-stack" } }), [
            ["logs.chart", "loki", "loki-stack", "logs are no longer kept here"],
        ]);
        const [moved, ...more] = await said({ traces: { storage: { kind: "s3" } } });
        assert.deepEqual(moved?.slice(0, 3), ["traces.storage", "local", "s3"]);
        assert.match(moved?.[3] ?? "", /^traces from before the `up` are not found any more/);
        assert.deepEqual(more, []);
    });

    it("stands in the comment before what changes", async () => {
        const plan = await planOf("dev");
        const resources = await release("dev", "traces-tempo", ({ values }) => (values.persistence.size = "1Ti"));
        const file = (of: PlannedResource[]): Parameters<typeof comment>[0][number]["head"] => ({
            stack: "dev",
            resources: of,
            outputs: plan.outputs.values,
            policy: [],
        });
        const text = comment([{ stack: "dev", base: file(plan.resources), head: file(resources) }]);
        assert.match(
            text,
            /#### Before `pulumi up`\n\n\| key \| before \| after \| what \|\n.*\n\| `traces\.volumeSize` \(chart tempo: persistence\.size\) \| `10Gi` \| `1Ti` \| `pulumi up` refuses it until .*\|\n[\s\S]*#### Changes/,
        );
    });
});
