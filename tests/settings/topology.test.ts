import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { check, lines, problems, valid } from "./helpers";

const hybrid = valid.kong as Record<string, unknown>;
const controlled = {
    topology: "ingress-controller",
    gateways: { replicas: 2, proxy: { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 } },
};
const together =
    "nothing that runs the ingress controller in topology hybrid: Kong advises against combining them. Use hybrid, configured by decK, or topology ingress-controller, without a database (see docs/topologies.md)";

describe("settings of the topology", () => {
    it("take the ingress controller with little more than its name", () => {
        const { settings, problems: found } = check({ kong: { topology: "ingress-controller" } });
        assert.deepEqual(found, []);
        assert.ok(settings.kong?.topology === "ingress-controller");
        assert.deepEqual(
            [settings.kong.edition, settings.kong.gatewayApiCrds, settings.kong.scrapeInterval],
            ["open-source", "install", "10s"],
        );
        assert.deepEqual(settings.kong.gateways.proxy, {
            type: "LoadBalancer",
            scheme: "internet-facing",
            annotations: {},
        });
        assert.deepEqual(lines(check({ kong: controlled }).problems), []);
    });

    const refused: [string, Record<string, unknown>, string][] = [
        [
            "the controller beside hybrid mode, by a key",
            { kong: { ...hybrid, ingressController: { enabled: true } } },
            `p:kong.ingressController: unknown key; allowed: ${together}`,
        ],
        [
            "the same by the chart's values",
            { chartOverrides: { kong: { ingressController: { enabled: true } } } },
            `p:chartOverrides.kong.ingressController.enabled: got true; allowed: ${together}`,
        ],
        [
            "a key of hybrid mode in the other topology",
            { kong: { ...controlled, controlPlane: { replicas: 2 } } },
            "p:kong.controlPlane: got a setting of topology hybrid; allowed: settings of topology ingress-controller, which this stack has (see docs/topologies.md)",
        ],
        [
            "a key of the other topology in hybrid mode",
            { kong: { ...hybrid, gatewayApiCrds: "existing" } },
            "p:kong.gatewayApiCrds: got a setting of topology ingress-controller; allowed: settings of topology hybrid, which this stack has (see docs/topologies.md)",
        ],
        [
            "a key of neither",
            { kong: { ...controlled, gateway: {} } },
            'p:kong.gateway: unknown key, did you mean "gateways"?',
        ],
        [
            "enterprise without a licence",
            { kong: { ...controlled, edition: "enterprise" }, kongLicense: undefined },
            "p:kongLicense: missing; kong.edition is enterprise, which does not even start in topology ingress-controller without a licence: npx pulumi config set --secret kongLicense < license.json",
        ],
        [
            "one node port for HTTP and HTTPS",
            {
                kong: {
                    ...controlled,
                    gateways: { proxy: { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32080 } },
                },
            },
            "p:kong.gateways.proxy: got node port 32080 twice; allowed: each node port once in the cluster",
        ],
        [
            "an unknown origin of the Gateway API's CRDs",
            { kong: { ...controlled, gatewayApiCrds: "mirror" } },
            'p:kong.gatewayApiCrds: got "mirror"; allowed: install, existing',
        ],
    ];
    for (const [what, changes, expected] of refused) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [expected]);
        });
    }

    it("point to a page that is there", () => {
        assert.ok(existsSync(path.join(root, "docs/topologies.md")));
    });

    it("let the chart's controller be turned off by name", () => {
        assert.deepEqual(problems({ chartOverrides: { kong: { ingressController: { enabled: false } } } }), []);
    });
});
