import assert from "node:assert/strict";
import { gatewayAlerts } from "../../../../components/gateway/nodes/alerts";
import { hybridAlerts } from "../../../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../../../components/gateway/ingressController/alerts";
import { objectiveAlerts } from "../../../../components/gateway/objectives/alerts";
import { budgetRecordings, objectiveRecordings } from "../../../../components/gateway/objectives/recordings";
import { answered, probeAlerts } from "../../../../components/gateway/probes/alerts";
import { ofProbes } from "../../../../components/gateway/probes/connect";
import { gatewayDashboards } from "../../../../components/gateway/watch/dashboards/ours";
import { watchAlerts } from "../../../../components/gateway/watch/watch";
import type { Alert, Recording } from "../../../../components/shared/alertRules";
import { dashboardAddress, dashboardUids, uidsOf } from "../../../../model/dashboards";
import { targetsOf } from "../../observability/grafana/dashboards/model";
import { resources } from "../../observability/made";

const orders = {
    ...{ name: "orders", url: "http://orders", plugins: [] },
    routes: [{ name: "orders", stripPath: true, preserveHost: false, plugins: [] }],
    slo: { availability: 99.9, window: "360h" },
};

const rulesOf = (namespace: string): (Alert | Recording)[] => [
    ...watchAlerts({ namespace, samplingRate: 1, accessLogs: true, isShared: true }),
    ...gatewayAlerts({ namespace, edition: "enterprise", gateways: ["kong-dp-kong"], sources: [] }),
    ...hybridAlerts(namespace),
    ...ingressControllerAlerts(namespace),
    ...objectiveAlerts(namespace),
    ...probeAlerts(namespace, namespace),
    ...objectiveRecordings(namespace, [orders]),
    ...budgetRecordings(namespace, [orders]),
];

const dashboardsOf = (namespace: string, uids = uidsOf(namespace)): ReturnType<typeof gatewayDashboards> =>
    gatewayDashboards({
        ...{
            namespace,
            topology: "hybrid",
            logIngestion: "otlp",
            loki: true,
            tempo: true,
            spanMetrics: true,
            objectives: true,
            uids,
        },
        panels: ofProbes({ enabled: true, interval: "30s", resources }, namespace).panels,
    });

describe("several gateways with one observability", () => {
    it("have rules of their own, each of which is about its namespace", () => {
        const [a, b] = [rulesOf("kong-a"), rulesOf("kong-b")];
        a.forEach((rule, index) => {
            const name = "alert" in rule ? rule.alert : rule.record;
            assert.match(rule.expr, /kong-a|vector\(/, name);
            const theirs = JSON.stringify(b[index]);
            assert.equal(JSON.stringify(rule).replaceAll("kong-a", "kong-b"), theirs);
            assert.notEqual(JSON.stringify(rule), theirs, name);
        });
    });

    it("have alerts that no two gateways share: each says its namespace", () => {
        for (const rule of rulesOf("kong-a")) {
            const says = "alert" in rule && (rule.labels.namespace === "kong-a" || /namespace/.test(rule.expr));
            assert.ok(says || "record" in rule, JSON.stringify(rule));
        }
        const labelled = rulesOf("kong-a").filter((rule) => "alert" in rule && rule.labels.namespace === "kong-a");
        assert.deepEqual(
            labelled.map((rule) => "alert" in rule && rule.alert),
            ["TracesMissing", "AccessLogsMissing", "RouteUnanswered", "ProbesMissing"],
        );
    });

    it("have dashboards of their own, whose uids Grafana takes and alerts lead to", () => {
        const long = "kong-of-a-team-with-a-very-long-name-indeed";
        const all = ["kong-a", "kong-b", long, `${long}-2`].flatMap((namespace) =>
            Object.values(dashboardsOf(namespace)),
        );
        const uids = all.map(({ uid = "" }) => uid);
        assert.equal(new Set(uids).size, 8);
        assert.equal(new Set(all.map(({ title }) => title)).size, 8);
        assert.ok(
            uids.every((uid) => uid.length <= 40 && /^[\w-]+$/.test(uid)),
            uids.join(),
        );
        assert.equal(uids[0], "kong-gateway-signals-kong-a");
        const address = dashboardAddress("https://g", { name: "gateway" }, uidsOf("kong-a"));
        assert.equal(address, "https://g/d/kong-gateway-signals-kong-a?orgId=1");
        assert.equal(
            dashboardAddress("https://g", { name: "telemetry" }, uidsOf("kong-a")),
            `https://g/d/${dashboardUids.telemetry}?orgId=1`,
        );
    });

    it("ask for their own series, traces and lines alone", () => {
        const asked = Object.values(dashboardsOf("kong-a")).flatMap(targetsOf);
        const open = asked
            .map(({ expr, query }) => expr ?? query ?? "")
            .filter((text) => text !== "" && !text.includes("kong-a"));
        assert.deepEqual(open, []);
        assert.match(answered("kong-a"), /gateway="kong-a"/);
    });
});
