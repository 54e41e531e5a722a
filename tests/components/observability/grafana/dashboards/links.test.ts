import assert from "node:assert/strict";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { datasources } from "../../../../../components/observability/grafana/datasources";
import { dashboardsOf } from "../../made";

/** Paths to dashboards, wherever they stand, as they are once Grafana has read them. */
const pathsIn = (found: unknown): string[] =>
    [
        ...JSON.stringify(found)
            .replaceAll("$$", "$")
            .matchAll(/"(\/d\/[^"]*)"/g),
    ].map(([, url = ""]) => url);

function problems(url: string, dashboards: readonly Dashboard[]): string[] {
    const [, uid, query = ""] = /^\/d\/([\w-]+)(?:\?(.*))?$/.exec(url) ?? [];
    const target = dashboards.find((dashboard) => dashboard.uid === uid);
    if (target === undefined) {
        return [`${url}: there is no such dashboard`];
    }
    const known = (target.templating.list ?? []).map(({ name }) => `var-${name}`);
    return query
        .split("&")
        .map((part) => part.split("=")[0]!)
        .filter((name) => name !== "${__url_time_range}" && !known.includes(name))
        .map((name) => `${url}: ${uid} has no ${name}`);
}

const variants = {
    "a stack that has everything": dashboardsOf(),
    "one without Loki": dashboardsOf({ stores: ["tempo"] }),
    "one without Tempo": dashboardsOf({ stores: ["loki"] }),
    "one whose lines promtail reads": dashboardsOf({ logIngestion: "promtail" }),
    "one without either": dashboardsOf({ stores: [] }),
};

describe("links of dashboards and datasources", () => {
    for (const [which, found] of Object.entries(variants)) {
        it(`lead to dashboards that are there, by variables that these have: ${which}`, () => {
            const dashboards = Object.values(found);
            assert.deepEqual(
                dashboards.flatMap(pathsIn).flatMap((url) => problems(url, dashboards)),
                [],
            );
        });
    }

    for (const logIngestion of ["otlp", "promtail"] as const) {
        it(`lead from a line with a trace's id to its trace and to its request: ${logIngestion}`, () => {
            const urls = { prometheus: "p", alertmanager: "a", loki: "l", tempo: "t" };
            const all = datasources({ urls, scrapeInterval: "10s", spanMetrics: true, logIngestion });
            const { derivedFields } = all.find(({ uid }) => uid === "loki")!.jsonData as {
                derivedFields: { name: string; datasourceUid?: string; url: string; matcherRegex: string }[];
            };
            const [trace, request] = derivedFields;
            assert.deepEqual([trace?.datasourceUid, request?.datasourceUid], ["tempo", undefined]);
            assert.deepEqual([request?.name, request?.matcherRegex], [trace?.name, trace?.matcherRegex]);
            const paths = pathsIn(derivedFields);
            assert.equal(paths.length, 1);
            const dashboards = Object.values(dashboardsOf({ logIngestion }));
            assert.deepEqual(
                paths.flatMap((url) => problems(url, dashboards)),
                [],
            );
        });
    }

    it("lead from what a service of the gateway does to its lines of the same time", () => {
        const paths = pathsIn(variants["a stack that has everything"].gateway);
        assert.equal(
            paths.filter((url) => url.startsWith("/d/kong-observability-logs?var-namespace=kong&var-app=kong&")).length,
            3,
        );
        assert.ok(paths.every((url) => url.endsWith("&${__url_time_range}")));
    });

    it("would be seen where they lead nowhere", () => {
        const dashboards = Object.values(dashboardsOf());
        assert.equal(problems("/d/nowhere?var-a=b", dashboards).length, 1);
        assert.equal(problems("/d/kong-observability-request?var-trace=b", dashboards).length, 1);
    });
});
