import assert from "node:assert/strict";
import type { PlainSettings } from "../../settings/schema";
import { telemetryOf } from "../../settings/telemetry";
import { check, problems } from "./helpers";

const b = { namespace: "kong-b", environment: "b" };
const told = (changes: Record<string, unknown> = {}): ReturnType<typeof telemetryOf> =>
    telemetryOf(check(changes).settings as PlainSettings, "dev");
const read = (changes: Record<string, unknown>): string[] =>
    told(changes).gateways.map(({ namespace, environment }) => `${namespace} ${environment}`);

describe("what observability is told of gateways", () => {
    it("is this stack's own, as it is set", () => {
        const gateway = { accessLog: { enabled: false, queryString: true }, resourceAttributes: { team: "shop" } };
        assert.deepEqual(told({ gateway }), {
            environment: "dev",
            queryStrings: true,
            gateways: [
                { namespace: "kong", environment: "dev", resourceAttributes: { team: "shop" }, accessLines: false },
            ],
            ownGateway: "kong",
            ingressController: false,
        });
    });

    it("is those of other stacks beside it, or alone where there is none", () => {
        assert.deepEqual(read({ logs: { gateways: [b] } }), ["kong dev", "kong-b b"]);
        const alone = telemetryOf(
            {
                ...(check().settings as PlainSettings),
                kong: { topology: "none" },
                logs: { gateways: [{ namespace: "kong", resourceAttributes: {}, accessLog: true, environment: "a" }] },
            },
            "dev",
        );
        assert.deepEqual(alone.gateways, [
            { namespace: "kong", environment: "a", resourceAttributes: {}, accessLines: true },
        ]);
    });

    it("is of gateways in namespaces of their own", () => {
        const gateways = [b, b, { namespace: "observability" }, { namespace: "kong" }];
        assert.deepEqual(problems({ logs: { gateways } }), [
            'p:logs.gateways[1].namespace: got "kong-b"; allowed: a namespace that no other gateway has',
            'p:logs.gateways[2].namespace: got "observability"; allowed: another namespace than that of observability',
            "p:logs.gateways[3].namespace: got \"kong\"; allowed: namespaces of other stacks' gateways; this stack's own " +
                "is read by itself, as gateway.accessLog and gateway.resourceAttributes say",
        ]);
    });
});
