import assert from "node:assert/strict";
import { type Plan } from "../../../../tools/plan/evaluate";
import { ofType, planOf, planWith, valuesOf } from "../../../tools/plan/stacks";

/** What Prometheus has asked, by the host that is asked for. */
function asked(plan: Plan): Record<string, string[]> {
    const probes = ofType(plan, "kubernetes:monitoring.coreos.com/v1:Probe").map(({ inputs }) => {
        const { targets } = inputs.spec as {
            targets: { staticConfig: { static: string[]; labels?: { host: string } } };
        };
        const { static: addresses, labels } = targets.staticConfig;
        return [labels?.host ?? "", addresses] as const;
    });
    return Object.fromEntries(probes);
}

describe("the plan of a stack with probes", () => {
    it("has each data plane asked, and with the ingress controller its gateways", async () => {
        const ways = (base: string): Record<string, string[]> => ({
            "": [`${base}/echo`, `${base}/demo`, `${base}/mock`],
            "shop.example.com": [`${base}/`],
        });
        assert.deepEqual(asked(await planOf("probes")), ways("http://kong-dp-kong-proxy.kong.svc:80"));
        const ingress = await planWith("probes", { kong: { topology: "ingress-controller" } });
        assert.deepEqual(asked(ingress), ways("http://kong-gateway-proxy.kong.svc:80"));
    });

    it("gives the exporter the resources that the settings say", async () => {
        const resources = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } };
        const plan = await planWith("probes", { probes: { enabled: true, resources } });
        assert.deepEqual((valuesOf(plan, "probes") as { resources: object }).resources, resources);
    });
});
