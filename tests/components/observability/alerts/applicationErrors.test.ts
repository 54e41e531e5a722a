import assert from "node:assert/strict";
import { applicationError } from "../../../../components/observability/alerts/applicationErrors";
import { withNamespaces } from "../../../../settings/applicationErrors";
import { alerts } from "../../../../settings/schema/alerts";
import { namespaces } from "../../../../settings/schema/namespaces";
import { planOf, planWith, rulesOf } from "../../../tools/plan/stacks";

const applicationErrors = withNamespaces(alerts.parse({}).applicationErrors, namespaces.parse({}));
const matchers = (expr: string): string => /log_error_total(\{[^}]*\})?/.exec(expr)?.[1] ?? "";

describe("the alert on errors that applications log", () => {
    it("leaves out by default what belongs to the cluster, to the gateway and to observability", () => {
        assert.equal(
            matchers(applicationError(applicationErrors).expr),
            '{namespace!~"kube-.*|.*-system|observability|kong"}',
        );
    });

    it("asks of the namespaces that are chosen, for as many errors, as loudly", () => {
        const namespaces = { include: ["shop", "shop.eu-*"], exclude: ["shop-test"] };
        const chosen = applicationError({ ...applicationErrors, severity: "critical", moreThan: 5, namespaces });
        assert.equal(matchers(chosen.expr), '{namespace=~"shop|shop[.]eu-.*", namespace!~"shop-test"}');
        assert.match(chosen.expr, /^sum by \(namespace, service, job\) \(.*\) > 5$/);
        assert.equal(chosen.labels.severity, "critical");
        const all = applicationError({ ...applicationErrors, namespaces: { exclude: [] } });
        assert.match(all.expr, /\(log_error_total\[5m\]\)/);
    });

    const told = async (settings: Promise<Parameters<typeof rulesOf>[0]>): Promise<boolean> =>
        rulesOf(await settings).some(({ alert }) => alert === "ApplicationError");

    it("is there wherever somebody counts, the agents or promtail, and not elsewhere", async () => {
        assert.equal(await told(planOf("dev")), true);
        assert.equal(await told(planOf("promtail")), true);
        assert.equal(await told(planWith("dev", { logs: { containers: { enabled: false } } })), false);
        assert.equal(await told(planWith("dev", { logs: { chart: "loki-stack", otlp: false } })), false);
        assert.equal(await told(planWith("dev", { alerts: { applicationErrors: { enabled: false } } })), false);
    });
});
