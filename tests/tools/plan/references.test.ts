import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { outside, wiring } from "../../../policy/library/wiring/wires";
import { isMandatory } from "../../../policy/judge";
import { type Plan, plan } from "../../../tools/plan/evaluate";
import { wiresToOthers } from "../../../tools/plan/references/wires";
import { judgePlan } from "../../../tools/plan/verdict";
import { boxesOf } from "../../../tools/plan/html/boxes";
import { elsewhereArrows } from "../../../tools/plan/html/elsewhereArrows";
import { besideFiles, exampleFiles, planSaying, stackFiles } from "./stacks";

const platform = "organization/kong-observability/platform";
const observability = "organization/kong-observability/observability";

const files: Record<string, string> = { ...stackFiles, ...besideFiles, ...exampleFiles };

describe("stacks that read each other", () => {
    let folder: string;
    const file = (name: string, content: unknown): string => {
        const at = path.join(folder, name);
        writeFileSync(at, JSON.stringify(content));
        return at;
    };
    const planned = (name: string, from: string[] = []): Promise<Plan> =>
        plan(name, files[name] ?? "", undefined, from);
    const written = async (name: string, from: string[] = []): Promise<string> => {
        const { stack, resources, outputs } = await planned(name, from);
        return file(`${name}.json`, { stack, resources, outputs: outputs.values });
    };
    let plans: { platform: string; observability: string };
    let gateway: Plan;

    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "references-"));
        const first = await written("platform");
        plans = { platform: first, observability: await written("observability", [first]) };
        gateway = await planned("gateway", [plans.observability, plans.platform]);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("are planned against each other: each a resource, with all that comes from it", () => {
        const references = gateway.resources.filter(({ type }) => type === "pulumi:pulumi:StackReference");
        assert.deepEqual(
            references.map(({ name }) => name),
            [observability, platform],
        );
        const { inputs } = gateway.resources.find(({ urn }) => urn.endsWith(`:OtherStack::${observability}`))!;
        const layers = inputs.layers as { observability: { otlp: object }; placeholders?: true };
        assert.deepEqual(layers.observability.otlp, {
            grpc: "opentelemetry-collector.observability.svc:4317",
            http: "http://opentelemetry-collector.observability.svc:4318",
        });
        assert.equal(layers.placeholders, undefined);
        assert.ok(!gateway.notices.some((notice) => notice.includes("--from")));
    });

    it("keep the kubeconfig secret, and show none that a file has", async () => {
        const secret = "kubeconfig-that-nobody-may-see";
        const { layers } = (await planned("platform")).outputs.values;
        const shown = await planned("observability", [file("shown.json", { kubeconfig: secret, layers })]);
        const provider = shown.resources.find(({ type }) => type === "pulumi:providers:kubernetes")!;
        assert.ok(provider.secrets.includes("kubeconfig"));
        assert.ok(!JSON.stringify(shown).includes(secret));
        for (const { outputs } of [shown, gateway]) {
            assert.deepEqual(outputs.secrets, ["kubeconfig"]);
        }
    });

    it("break no mandatory rule, and have no wire that leads nowhere", () => {
        assert.deepEqual(judgePlan(gateway, {}).filter(isMandatory), []);
        const wires = wiring(gateway.resources);
        assert.deepEqual(
            wires.filter(({ to }) => to === undefined),
            [],
        );
        assert.ok(wires.some(({ to, address }) => to === observability && address.endsWith(":4318/v1/traces")));
        assert.deepEqual(wiresToOthers(wires, gateway), { broken: [], notVisible: [] });
    });

    it("are planned with placeholders where no file is given, and say so", async () => {
        const alone = await planned("gateway");
        assert.deepEqual(
            alone.notices.filter((notice) => notice.includes("--from FILE")).map((notice) => notice.split(":")[0]),
            [platform, observability],
        );
        const { inputs } = alone.resources.find(({ urn }) => urn.endsWith(`:OtherStack::${platform}`))!;
        assert.equal((inputs.layers as { placeholders?: true }).placeholders, true);
        const names = ({ resources }: Plan): string[] => resources.map(({ urn }) => urn);
        assert.deepEqual(names(alone), names(gateway));
    });

    const control = "acme/kong-observability/control";
    /** Data planes alone, which join that stack's control plane. */
    const joining = (kong: object = {}): Promise<Plan> =>
        planSaying("edge", {
            cluster: { kind: "kubeconfig", context: "kind-edge", loadBalancers: "eks-auto-mode" },
            kongLicense: "[secret]",
            kong: {
                topology: "data-planes",
                edition: "enterprise",
                controlPlane: { kind: "stack", name: control, group: "eu-west" },
                dataPlanes: [{ name: "edge" }],
                ...kong,
            },
        });

    it("join a control plane of which no file is given: it lets them, and nothing of its certificates is known", async () => {
        const edge = await joining();
        assert.ok(edge.notices.some((notice) => notice.startsWith(`${control}: planned with`)));
        const secret = edge.resources.find(({ name, type }) => name === "kong-joined" && type.endsWith("v1:Secret"))!;
        assert.ok(secret.unknowns.includes("metadata.name"), JSON.stringify(secret));
        // The fingerprint of an empty text, and of what stands for the certificate.
        assert.doesNotMatch(JSON.stringify(edge.resources), /kong-cluster-joined-[0-9a-f]/);
        const open = await joining({ edition: "open-source" });
        assert.ok(open.resources.some(({ name, inputs }) => name === "edge" && inputs.chart === "kong"));
    });

    it("take outputs for the stack whose layers they have", async () => {
        const outputs = async (name: string): Promise<string> =>
            file(`outputs-${name}.json`, (await planned(name)).outputs.values);
        const same = await planned("gateway", [await outputs("observability"), await outputs("platform")]);
        assert.deepEqual(
            same.answers.map(({ stack, kind }) => [stack, kind]),
            [
                [observability, "outputs"],
                [platform, "outputs"],
            ],
        );
    });

    it("take from a folder the plans of those that they read", async () => {
        const { answers } = await planned("observability", [folder]);
        assert.deepEqual(
            answers.map(({ stack, kind }) => [stack, kind]),
            [[platform, "plan"]],
        );
        assert.deepEqual((await planned("platform", [folder])).answers, []);
    });

    it("name each file of a folder that cannot be read, and take the others", async () => {
        const inside = mkdtempSync(path.join(folder, "some-"));
        writeFileSync(path.join(inside, "broken.json"), "{");
        writeFileSync(path.join(inside, "list.json"), "[]");
        writeFileSync(path.join(inside, "platform.json"), readFileSync(plans.platform));
        await assert.rejects(planned("observability", [inside]), ({ message }: Error) => {
            const lines = message.split("\n");
            assert.deepEqual(
                lines.map((line) => line.slice(0, line.indexOf(".json:"))),
                ["broken", "list"].map((name) => `--from ${inside}/${name}`),
            );
            return true;
        });
    });

    it("name each file that cannot be used", async () => {
        const wrong = async (from: string[], name = "gateway"): Promise<string> =>
            planned(name, from).then(
                () => "nothing",
                (error: Error) => error.message,
            );
        const at = path.join(folder, "missing.json");
        const [list, none] = [file("list.json", []), file("none.json", {})];
        const message = await wrong([at, list, none, `a/b/c=${plans.platform}`, plans.platform, plans.platform]);
        assert.deepEqual(
            message.split("\n").map((line) => line.replaceAll(`${folder}/`, "").split(";")[0]),
            [
                "--from missing.json: no such file",
                "--from list.json: got a list",
                '--from none.json: got no output "layers"',
                "--from a/b/c=platform.json: a/b/c is not read",
                `--from platform.json: ${platform} is answered by an earlier file`,
            ],
        );
        assert.match(await wrong([plans.platform], "platform"), /this stack reads no other/);
        const empty = file("empty.json", { layers: { version: 1 } });
        assert.match(
            await wrong([empty]),
            /outputs with no layer, and this stack reads cluster of .*, observability of/,
        );
        const other = file("other.json", { stack: "other", resources: [], outputs: {} });
        assert.match(await wrong([other]), /the plan of stack other .* which is none of those that are read/);
    });

    it("take no Service of another cluster for one of their own", async () => {
        const outputsOn = async (name: string, clusterIdentifier: string): Promise<string> => {
            const { values } = (await planned(name, name === "platform" ? [] : [plans.platform])).outputs;
            const layers = { ...(values.layers as object), clusterIdentifier };
            return file(`${name}-outputs.json`, { ...values, layers });
        };
        const lost = async (here: string, there: string): Promise<string[]> => {
            const made = await planned("gateway", [
                `${platform}=${await outputsOn("platform", here)}`,
                `${observability}=${await outputsOn("observability", there)}`,
            ]);
            return judgePlan(made, {}).flatMap((verdict) => (isMandatory(verdict) ? [verdict.message] : []));
        };
        assert.deepEqual(await lost("https://a.eks.amazonaws.com", "https://a.eks.amazonaws.com"), []);
        // Two kubeconfigs may name one cluster differently.
        assert.deepEqual(await lost("https://a.eks.amazonaws.com", "kind-a"), []);
        const messages = await lost("https://a.eks.amazonaws.com", "https://b.eks.amazonaws.com");
        assert.ok(
            messages.some((text) => /a Service of the cluster of .*observability, which is not known/.test(text)),
        );
    });

    describe("that send telemetry to another's collector", () => {
        const name = "organization/kong-observability/central-telemetry";
        const central = async (at = files["central-telemetry"]!): Promise<string> => {
            const { stack, resources, outputs } = await plan("central-telemetry", at);
            return file("central-telemetry.json", { stack, resources, outputs: outputs.values });
        };
        const collectorOf = ({ resources }: Plan): string =>
            JSON.stringify(resources.filter(({ type }) => type.endsWith(":OpenTelemetryCollector")));

        it("are planned against its plan: address, certificate and what it hands on, and nothing in clear", async () => {
            const made = await plan("remote-stack", files["remote-stack"]!, undefined, [await central()]);
            assert.deepEqual(judgePlan(made, {}).filter(isMandatory), []);
            assert.match(collectorOf(made), /"endpoint":"https:\/\/otlp\.example\.com:4318"/);
            assert.match(collectorOf(made), /"endpoint":"otlp\.example\.com:4317"/);
            const secret = made.resources.find(({ name: called }) => called === "collector-credentials")!;
            assert.ok(secret.secrets.includes("stringData"));
            const { inputs } = made.resources.find(({ urn }) => urn.endsWith(`:OtherStack::${name}`))!;
            assert.deepEqual(inputs.serves, []);
            assert.deepEqual(made.outputs.values.reads, { telemetry: [name] });
            const { boxes } = boxesOf(made.resources);
            const drawn = elsewhereArrows(boxes, new Map()).map(({ from, to, signal }) => [from, to, signal]);
            const there = `OtherStack::${name}`;
            assert.ok(drawn.length >= 2);
            for (const [from = "", to = ""] of drawn) {
                assert.ok(from.endsWith(":Collector::collector") && to.endsWith(there), `${from} ${to}`);
            }
            const box = boxes.find(({ id }) => id.endsWith(there));
            assert.equal(box?.frame, undefined, "on another cluster");
        });

        it("have no wire to a Service of their own cluster by the name in the other's certificate", async () => {
            const at = path.join(folder, "Pulumi.central-telemetry.yaml");
            writeFileSync(at, readFileSync(files["central-telemetry"]!, "utf8").replace(/\n +hostname: .*/, ""));
            const made = await plan("remote-stack", files["remote-stack"]!, undefined, [await central(at)]);
            assert.match(collectorOf(made), /"server_name_override":"opentelemetry-receiver\.observability\.svc"/);
            assert.deepEqual(
                wiring(made.resources).filter(({ to }) => to === undefined),
                [],
            );
        });

        it("are planned with placeholders where no file is given", async () => {
            const made = await planned("remote-stack");
            assert.match(collectorOf(made), /"endpoint":"https:\/\/central\.example\.com:4318"/);
            assert.ok(made.notices.some((notice) => notice.startsWith(`${name}: planned with`)));
        });
    });

    describe("an address of another stack that it does not hand on", () => {
        const url = "http://tempo-query.observability.svc:16686";
        const judged = async (from: string[]): Promise<ReturnType<typeof wiresToOthers>> => {
            const config = path.join(folder, "Pulumi.gateway.yaml");
            const service = `\n    kong-observability:gateway: { services: [{ name: query, url: "${url}", routes: [] }] }\n`;
            writeFileSync(config, readFileSync(exampleFiles.gateway ?? "", "utf8") + service);
            const made = await plan("gateway", config, undefined, from);
            const wires = wiring(made.resources);
            assert.ok(wires.some(({ to, address }) => to === outside && address === url));
            return wiresToOthers(wires, made);
        };

        it("is judged by that stack's plan", async () => {
            const { broken, notVisible } = await judged([plans.platform, plans.observability]);
            assert.deepEqual(notVisible, []);
            assert.match(broken.join("\n"), new RegExp(`${url}: no component of ${observability} serves this Service`));
        });

        it("is said not to be visible without", async () => {
            const { broken, notVisible } = await judged([]);
            assert.deepEqual(broken, []);
            assert.match(
                notVisible.join("\n"),
                new RegExp(`${url}: whether ${observability} serves it is not visible here`),
            );
        });
    });
});
