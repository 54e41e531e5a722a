import assert from "node:assert/strict";
import { type ChartName, chartNames, charts } from "../../charts";
import { given } from "../../charts/words";
import { ignoredOf } from "../../components/release/argocd/application";

/** Where a rule holds, in one line each. */
const rules = (chart: ChartName): string[] =>
    ignoredOf(chart, "one").map(
        ({ kind, name = "*", jsonPointers = [], jqPathExpressions = [] }) =>
            `${kind}/${name} ${[...jsonPointers, ...jqPathExpressions].join(" ")}`,
    );
const authorities = ["Mutating", "Validating"].map(
    (kind) => `${kind}WebhookConfiguration/* .webhooks[]?.clientConfig.caBundle`,
);

describe("charts that are only rendered", () => {
    it("have fields that others write, or that each rendering makes anew: certificates and their authorities", () =>
        assert.deepEqual(
            Object.fromEntries(
                chartNames.flatMap((chart) => (rules(chart).length === 0 ? [] : [[chart, rules(chart)]])),
            ),
            {
                "kube-prometheus-stack": authorities.map((rule) => `${rule} .webhooks[]?.failurePolicy`),
                "cloudnative-pg": authorities,
                "aws-load-balancer-controller": [...authorities, "Secret/aws-load-balancer-tls /data"],
                ingress: [
                    ...authorities,
                    "Secret/one-controller-validation-webhook-ca-keypair /data",
                    "Secret/one-controller-validation-webhook-keypair /data",
                ],
                "opentelemetry-operator": [
                    ...authorities,
                    "CustomResourceDefinition/* /spec/conversion/webhook/clientConfig/caBundle",
                    "Secret/one-opentelemetry-operator-controller-manager-service-cert /data",
                ],
            },
        ));

    it("say why", () => {
        for (const chart of chartNames) {
            const { takenOver } = charts[chart];
            assert.ok("none" in takenOver ? takenOver.none : takenOver.every(({ why }) => why.length > 10), chart);
        }
    });

    it("keep the operator's certificate out of the hooks, which would make another at each sync", () =>
        assert.deepEqual(given(charts["opentelemetry-operator"].rendered)?.values, {
            admissionWebhooks: { secretAnnotations: { "helm.sh/hook": null, "helm.sh/hook-delete-policy": null } },
        }));
});
