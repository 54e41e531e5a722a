import assert from "node:assert/strict";
import type { Seen, Values } from "../../policy/library/resource";
import { rules } from "../../policy/rules";
import { planOf } from "../tools/plan/stacks";
import { messages, seenOf } from "./helpers";

/** The plan of this topology with one thing changed, and what a rule then says. */
const broken: [string, string, (resource: Seen) => void, RegExp][] = [
    [
        "required-plugins",
        "a global plugin that is not global",
        (one) => isPlugin(one, "prometheus") && delete (one.inputs.metadata as Values).labels,
        /kong: has no global prometheus plugin/,
    ],
    [
        "required-plugins",
        "a global plugin of no class",
        (one) => isPlugin(one, "prometheus") && delete (one.inputs.metadata as Values).annotations,
        /has no annotation kubernetes\.io\/ingress\.class/,
    ],
    [
        "sampling",
        "another rate in the gateways",
        inValues(({ gateway }) => (gateway.env.tracing_sampling_rate = "0.1")),
        /sampling_rate 0\.5 overrides 0\.1 of kong/,
    ],
    [
        "sampling",
        "no instrumentation",
        inValues(({ gateway }) => (gateway.env.tracing_instrumentations = "off")),
        /tracing_instrumentations is off/,
    ],
    [
        "plugin-settings",
        "a misspelt field",
        (one) =>
            isPlugin(one, "opentelemetry") && Object.assign(one.inputs.config as Values, { resource_arrtibutes: {} }),
        /did you mean "resource_attributes"/,
    ],
    [
        "scraping",
        "a controller whose monitor selects nothing",
        inValues(({ controller }) => delete controller.ingressController.labels),
        /controller\.serviceMonitor selects nothing/,
    ],
    [
        "scraping",
        "gateways whose monitor the chart leaves out",
        inValues(({ gateway }) => delete gateway.serviceMonitor.trustCRDsExist),
        /gateway\.serviceMonitor\.trustCRDsExist is not true/,
    ],
    [
        "production",
        "a single gateway",
        inValues(({ gateway }) => (gateway.replicaCount = 1)),
        /gateway\.replicaCount is 1/,
    ],
    [
        "production",
        "a single controller",
        inValues(({ controller }) => (controller.replicaCount = 1)),
        /controller\.replicaCount is 1/,
    ],
    [
        "production",
        "a controller that says nothing of its needs",
        inValues(({ controller }) => delete controller.ingressController.resources),
        /controller\.ingressController\.resources\.requests\.memory is not set/,
    ],
    [
        "admin-surface",
        "an Admin API on node ports",
        inValues(({ gateway }) => (gateway.admin.type = "NodePort")),
        /gateway\.admin\.type is NodePort/,
    ],
    [
        "admin-surface",
        "Manager by the chart's default",
        inValues(({ gateway }) => (gateway.manager = {})),
        /gateway\.manager\.type is not set/,
    ],
    ["admin-surface", "a route to the Admin API", adminRoute, /the HTTPRoute leads to kong-gateway-admin:8444/],
    [
        "pins",
        "a controller whose tag moves",
        inValues(({ controller }) => (controller.ingressController.image.tag = "3.5")),
        /has the tag "3\.5" of docker\.io\/kong\/kubernetes-ingress-controller/,
    ],
    [
        "secrets",
        "a password in a plugin",
        (one) =>
            one.name.endsWith("service.orders.key-auth") &&
            Object.assign(one.inputs.config as Values, { password: "not-a-real-one" }),
        /config\.password holds a literal/,
    ],
];

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values of a chart, to be broken anywhere
function inValues(change: (values: any) => void): (resource: Seen) => void {
    return ({ type, name, inputs }) => type.endsWith(":Release") && name === "kong" && change(inputs.values);
}

function isPlugin({ type, inputs }: Seen, plugin: string): boolean {
    return type.endsWith(":KongClusterPlugin") && inputs.plugin === plugin;
}

function adminRoute({ name, inputs }: Seen): void {
    if (name.endsWith("httproute-mock")) {
        (inputs.spec as { rules: { backendRefs: object[] }[] }).rules = [
            { backendRefs: [{ name: "kong-gateway-admin", port: 8444 }] },
        ];
    }
}

function said(name: string, resources: Seen[]): string[] {
    const rule = rules.find((candidate) => candidate.name === name);
    assert.ok(rule !== undefined, name);
    return messages(rule, resources);
}

describe("the rules on the ingress controller's stack", () => {
    it("find nothing, but for what the stack's cluster and alerts lack", async () => {
        const resources = seenOf(await planOf("ingress-controller"));
        assert.deepEqual(
            rules
                .filter(({ name }) => !["alerts", "object-storage"].includes(name))
                .flatMap(({ name }) => said(name, resources)),
            [],
        );
    });

    for (const [rule, what, change, expected] of broken) {
        it(`${rule} finds ${what}`, async () => {
            const resources = structuredClone(seenOf(await planOf("ingress-controller")));
            resources.forEach(change);
            const found = said(rule, resources);
            assert.ok(
                found.some((message) => expected.test(message)),
                JSON.stringify(found),
            );
        });
    }

    it("hybrid-mtls has nothing to say: there is no cluster certificate", async () => {
        assert.deepEqual(said("hybrid-mtls", seenOf(await planOf("ingress-enterprise"))), []);
    });
});
