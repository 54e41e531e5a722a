import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type OtherLayers, readLayers, type Wanted } from "../../../components/stack/read";
import { record } from "../../../tools/plan/recorder";

describe("reading layers of other stacks", () => {
    const name = "acme/platform/prod";
    const cluster = {
        nodesComeWithLoad: false,
        loadBalancers: { "internet-facing": { annotations: {}, namespaceLabels: {} } },
    };
    const layers = { version: 1, clusterIdentifier: "https://k8s.example.com", cluster };

    /** Reads a stack with these outputs. */
    async function read(
        outputs: Record<string, unknown>,
        wanted: Wanted[] = [{ layer: "cluster", stack: name, key: "cluster.name" }],
    ): Promise<{ read?: OtherLayers; problem?: string }> {
        let found: { read?: OtherLayers; problem?: string } = {};
        const stacks = [...new Set(wanted.map(({ stack }) => stack))];
        const program = async (): Promise<pulumi.Inputs> => {
            found = await readLayers(wanted).then(
                (all) => ({ read: all }),
                (error: Error) => ({ problem: error.message }),
            );
            return {};
        };
        const answers = stacks.map((stack) => ({ stack, kind: "outputs" as const, outputs }));
        pulumi.runtime.setAllConfig({});
        await record(program, { project: "p", stack: "s", answers });
        return found;
    }

    it("gives a cluster with its kubeconfig, which stays secret, and its identifier", async () => {
        const { read: found, problem } = await read({ layers, kubeconfig: "text" });
        assert.equal(problem, undefined);
        const { kubeconfig, identifier, loadBalancers } = found!.cluster!;
        assert.deepEqual(loadBalancers, cluster.loadBalancers);
        assert.ok(await pulumi.isSecret(kubeconfig));
        assert.ok(!(await pulumi.isSecret(identifier)));
    });

    const fails: [title: string, outputs: Record<string, unknown>, message: RegExp][] = [
        ["that export nothing", {}, /has no output "layers"\. Run there: npx pulumi up --stack acme\/platform\/prod/],
        ["without a kubeconfig", { layers }, /has no kubeconfig in its output "kubeconfig"\. Run there/],
        ["with an empty kubeconfig", { layers, kubeconfig: "" }, /has no kubeconfig in its output/],
        [
            "of a later version",
            { layers: { version: 2 } },
            /exports "layers" in version 2, and this program reads 1: use here the later version/,
        ],
        ["of an earlier version", { layers: { version: 0 } }, /in version 0, and this program reads 1\. Run there/],
        [
            "that are not whole",
            { layers: { ...layers, clusterIdentifier: 7, cluster: { ...cluster, nodesComeWithLoad: undefined } } },
            /not whole: layers\.clusterIdentifier \(.*\), layers\.cluster\.nodesComeWithLoad \(.*\)\. Run there/,
        ],
        [
            "with other layers",
            { layers: { ...layers, cluster: undefined } },
            /has no cluster of its own: its output "layers" has none/,
        ],
    ];
    for (const [title, outputs, message] of fails) {
        it(`refuses outputs ${title}`, async () => {
            const { problem = "" } = await read(outputs);
            assert.match(problem, message);
            assert.match(problem, /^Another stack does not export what this one reads of it:\n {2}p:cluster\.name: /);
        });
    }

    it("names all problems at once", async () => {
        const { problem = "" } = await read({}, [
            { layer: "cluster", stack: name, key: "cluster.name" },
            { layer: "observability", stack: "acme/observability/prod", key: "observability.name" },
        ]);
        assert.match(
            problem,
            /p:cluster\.name: acme\/platform\/prod has no output .*\n {2}p:observability\.name: acme\/observ/,
        );
    });

    it("reads one stack once, for all its layers", async () => {
        const { problem = "" } = await read({ layers, kubeconfig: "text" }, [
            { layer: "cluster", stack: name, key: "cluster.name" },
            { layer: "observability", stack: name, key: "observability.name" },
        ]);
        assert.match(
            problem,
            /p:observability\.name: acme\/platform\/prod has no observability of its own: .* has cluster$/,
        );
    });
});
