import assert from "node:assert/strict";
import { problems } from "../../settings/helpers";
import { planWith } from "./stacks";

const namespaces = { observability: "watch", gateway: "edge" };

describe("namespaces of a stack's own", () => {
    /** Where addresses and names in a plan lead to one of the namespaces that stacks have by default. */
    const formerIn = async (stack: string, settings: object): Promise<string[]> => {
        const { resources, outputs } = await planWith(stack, { ...settings });
        const text = JSON.stringify([resources.map(({ inputs }) => inputs), outputs]);
        const former = ["observability", "kong"].flatMap((name) => [
            new RegExp(`.{0,80}\\.${name}\\.svc.{0,20}`, "g"),
            new RegExp(`.{0,80}[nN]amespaces?\\\\*"?[:=!~]*\\\\*"${name}\\\\*".{0,20}`, "g"),
            new RegExp(`.{0,80}system[^ ]*\\|${name}\\b.{0,20}`, "g"),
        ]);
        return former.flatMap((pattern) => text.match(pattern) ?? []);
    };

    for (const stack of ["prod", "access-kong", "alerting", "promtail", "loki-stack", "probes"]) {
        it(`are those of everything in ${stack}, and of every address`, async () => {
            assert.ok((await formerIn(stack, {})).length > 20);
            assert.deepEqual(await formerIn(stack, { namespaces }), []);
        });
    }

    it("are two, and none that others make", () => {
        const allowed = "allowed: a namespace of its own, which this stack makes";
        assert.deepEqual(problems({ namespaces: { observability: "kube-system" } }), [
            `p:namespaces.observability: got "kube-system"; ${allowed}`,
        ]);
        assert.deepEqual(problems({ namespaces: { gateway: "default" } }), [
            `p:namespaces.gateway: got "default"; ${allowed}`,
        ]);
        assert.deepEqual(problems({ namespaces: { observability: "one", gateway: "one" } }), [
            'p:namespaces.gateway: got "one"; allowed: another than that of observability, whose node exporter must see the node',
        ]);
    });
});
