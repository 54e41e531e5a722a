import assert from "node:assert/strict";
import { shownBefore } from "../../../../components/observability/metrics/alertmanager/messages/shared";
import { dashboardAddress, dashboardUids } from "../../../../model/dashboards";
import { alertGroups } from "../../../../tools/docs/alerts";
import { configMapType, ofType, planOf, planWith, rulesOf, stackFiles } from "../../../tools/plan/stacks";

const all = alertGroups.flatMap(({ alerts }) => alerts);
const grafana = "https://grafana.example.com";

type Dashboard = { uid: string; templating?: { list?: { name: string }[] } };

/** The dashboards that a plan brings, by uid. */
async function dashboardsOf(plan: ReturnType<typeof planOf>): Promise<Map<string, Dashboard>> {
    const files = ofType(await plan, configMapType)
        .filter(({ inputs }) => JSON.stringify(inputs.metadata).includes("grafana-dashboard-"))
        .flatMap(({ inputs }) => Object.values(inputs.data as Record<string, string>));
    return new Map(files.map((text) => JSON.parse(text) as Dashboard).map((each) => [each.uid, each]));
}

const isOurs = (uid: string): boolean => Object.values<string>(dashboardUids).includes(uid);

describe("the dashboards of alerts", () => {
    for (const stack of Object.keys(stackFiles)) {
        it(`of stack ${stack} are there, and choose by what they have variables for`, async () => {
            const dashboards = await dashboardsOf(planOf(stack));
            const alerts = rulesOf(await planOf(stack)).flatMap(({ alert }) =>
                all.filter((listed) => listed.alert === alert),
            );
            assert.ok(alerts.length >= 8);
            for (const { alert, dashboard } of alerts) {
                const uid = /\/d\/([\w-]+)/.exec(dashboardAddress(grafana, dashboard))?.[1] ?? "";
                if (isOurs(uid)) {
                    const variables = dashboards.get(uid)?.templating?.list?.map(({ name }) => name) ?? [];
                    assert.ok(dashboards.has(uid), `${alert} leads to ${uid}, which this stack does not have`);
                    assert.deepEqual(
                        (dashboard.by ?? []).filter((label) => !variables.includes(label)),
                        [],
                        alert,
                    );
                }
            }
        });
    }

    it("are led to where browsers reach Grafana, and nowhere else", async () => {
        for (const { alert, annotations } of rulesOf(await planOf("access-kong"))) {
            if (alert !== undefined) {
                assert.match(
                    annotations?.dashboard_url ?? "",
                    /^https:\/\/grafana\.example\.com\/d\/[\w-]+\?orgId=1/,
                    alert,
                );
            }
        }
        const metrics = { grafana: { rootUrl: "https://example.com/grafana/" } };
        for (const { alert, annotations } of rulesOf(await planWith("dev", { metrics }))) {
            if (alert !== undefined) {
                assert.match(annotations?.dashboard_url ?? "", /^https:\/\/example\.com\/grafana\/d\/[\w-]+\?/, alert);
            }
        }
        for (const { annotations } of rulesOf(await planOf("dev"))) {
            assert.equal(annotations?.dashboard_url, undefined);
        }
    });

    it("show the time in which an alert waits, but for what ends in weeks", () => {
        for (const { alert, for: wait } of all) {
            assert.ok(wait === "1h" || parseInt(wait) < shownBefore, `${alert} waits ${wait}`);
            assert.ok(wait !== "1h" || alert.endsWith("Expiring"), alert);
        }
    });
});
