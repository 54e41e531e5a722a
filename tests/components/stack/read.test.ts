import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type OtherLayers, readLayers } from "../../../components/stack/read";
import type { Reference } from "../../../model/references";
import { sendingTo } from "../../../components/stack/receiver";
import { record } from "../../../tools/plan/recorder";
import { planOf } from "../../tools/plan/stacks";

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
        wanted: Reference[] = [{ layer: "cluster", stack: name, key: "cluster.name" }],
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

    describe("that take telemetry", () => {
        const receiver = { grpc: "otlp.example.com:4317", http: "https://otlp.example.com:4318", signals: ["traces"] };
        const central = { ...receiver, serverName: "otlp.example.com", caCertificate: "ca", senders: ["us", "eu"] };
        const reference = { layer: "telemetry", stack: name, key: "logs.destinations[0].stack", sender: "us" } as const;
        const senders = { us: { certificate: "c-us", key: "k-us" } };

        /** Reads a stack with this receiver. */
        async function of(
            changed: object | undefined,
            wanted: Partial<Reference> = { signal: "traces" },
        ): ReturnType<typeof read> {
            const { observability } = (await plan()).outputs.values.layers as { observability: { otlp: object } };
            const otlp = {
                ...observability.otlp,
                ...(changed && { central: { ...central, issued: ["us"], ...changed } }),
            };
            const outputs = {
                layers: { ...layers, observability: { ...observability, otlp } },
                telemetrySenders: senders,
            };
            return read(outputs, [{ ...reference, ...wanted } as Reference]);
        }
        const plan = (): ReturnType<typeof planOf> => planOf("dev");

        it("give the way there in plain texts, and certificates as a secret", async () => {
            const { read: found, problem } = await of({});
            assert.equal(problem, undefined);
            const { central: there, certificates } = found!.receivers[name]!;
            assert.equal(there.http, central.http);
            assert.ok(await pulumi.isSecret(certificates));
            const destination = { kind: "stack", name: "a", stack: name, sender: "us" } as const;
            const list = [{ kind: "in-cluster" as const }, { ...destination, protocol: "grpc" as const }];
            const { traces, credentials } = sendingTo(
                { traces: { destinations: list }, logs: { destinations: [] }, credentials: {} },
                found!.receivers,
            );
            assert.deepEqual(traces.destinations, [
                { kind: "in-cluster" },
                {
                    kind: "otlp",
                    name: "a",
                    endpoint: "https://otlp.example.com:4317",
                    protocol: "grpc",
                    ca: { credential: "traces.a.ca" },
                    clientCertificate: {
                        certificate: { credential: "traces.a.crt" },
                        key: { credential: "traces.a.key" },
                    },
                },
            ]);
            assert.ok(await pulumi.isSecret(credentials["traces.a.key"]!));
        });

        const lacks: [title: string, changed: object | undefined, wanted: object, message: RegExp][] = [
            [
                "of a stack without a receiver",
                undefined,
                {},
                /has no output "otlp\.central"\. Set kong-observability:collector\.receive there, .* Run there: npx pulumi up --stack acme\/platform\/prod$/,
            ],
            [
                "of a receiver that takes no log records",
                {},
                { signal: "logs" },
                /takes no log records .* its output "otlp\.central\.signals" has traces alone.* Run there/,
            ],
            [
                "of one that does not know the sender",
                {},
                { sender: "asia" },
                /takes no telemetry of "asia": its output "otlp\.central\.senders" has us, eu\. .* Run there/,
            ],
            [
                "of a sender that brings its own certificate",
                {},
                { sender: "eu" },
                /issues no certificate for "eu".* Set clientCertificate here in place of sender/,
            ],
            [
                "of one whose certificate is not there",
                { issued: ["us", "eu"] },
                { sender: "eu" },
                /has no certificate of "eu" in its output "telemetrySenders"\. Run there/,
            ],
        ];
        for (const [title, changed, wanted, message] of lacks) {
            it(`name what is missing ${title}`, async () => {
                const { problem = "" } = await of(changed, { signal: "traces", ...wanted });
                assert.match(problem, /\n {2}p:logs\.destinations\[0\]\.stack: acme\/platform\/prod /);
                assert.match(problem, message);
            });
        }
    });

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
