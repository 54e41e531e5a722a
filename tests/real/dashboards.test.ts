import assert from "node:assert/strict";
import { Prometheus } from "../../tools/verify/backends";
import { dashboardsOf } from "../components/observability/made";
import { type Source, sources } from "../components/observability/grafana/dashboards/families";
import { queriesOf } from "../components/observability/grafana/dashboards/model";
import { serve } from "./verify/servers/http";
import type { Stoppable } from "./verify/servers/processes";
import { startPrometheus } from "./verify/servers/prometheus";

/** Serves families in Prometheus' text format. Each time it is asked, all counters have grown. */
function startExporter({ families }: Source): Promise<Stoppable & { address: string }> {
    let asked = 0;
    return serve(() => {
        asked += 1;
        const lines = Object.entries(families).flatMap(([name, [kind, ...series]]) => [
            ...(series.length > 0 ? [`# TYPE ${name} ${kind === "ratio" ? "gauge" : kind}`] : []),
            ...series.flatMap((labels) => samples(name, kind, labels, asked * 10)),
        ]);
        return { type: "text/plain; version=0.0.4", body: `${lines.join("\n")}\n` };
    });
}

function samples(name: string, kind: string, labels: string, grown: number): string[] {
    const bound = (le: string): string => (labels === "" ? `le="${le}"` : `${labels},le="${le}"`);
    switch (kind) {
        case "histogram":
            return [
                ...["100", "+Inf"].map((le) => `${name}_bucket{${bound(le)}} ${grown}`),
                `${name}_sum{${labels}} ${grown * 50}`,
                `${name}_count{${labels}} ${grown}`,
            ];
        case "counter":
            return [`${name}{${labels}} ${grown}`];
        default:
            return [`${name}{${labels}} ${kind === "ratio" ? 0.5 : 1}`];
    }
}

describe("the dashboards' PromQL", function () {
    this.timeout(120_000);
    const servers: Stoppable[] = [];
    after(async () => {
        for (const server of servers.reverse()) {
            await server.stop();
        }
    });

    it("has data in a Prometheus that scraped what the pinned versions export", async () => {
        const exporters = await Promise.all(
            Object.entries(sources).map(async ([name, source]) => {
                const exporter = await startExporter(source);
                servers.push(exporter);
                const { job = name, ...labels } = source.target;
                return { job, address: exporter.address, labels };
            }),
        );
        // One that nobody answers at: some panels show what is missing.
        const gone = { job: "gone", address: "127.0.0.1:9", labels: {} };
        const prometheus = await startPrometheus(settings, [...exporters, gone]);
        servers.push(prometheus);
        await new Promise((resolve) => setTimeout(resolve, 6000));

        const asked = new Prometheus(() => Promise.resolve(prometheus.url));
        const queries = Object.values(dashboardsOf())
            .flatMap(queriesOf)
            .filter(({ language }) => language === "prometheus");
        const empty: string[] = [];
        for (const { where, text } of queries) {
            const found = await asked.query(text);
            // A share of nothing is no number.
            if (found.length === 0 || !found.every(({ value }) => Number.isFinite(value))) {
                empty.push(`${where}: ${text}: ${JSON.stringify(found)}`);
            }
        }
        assert.ok(queries.length > 90);
        assert.deepEqual(empty, []);
    });
});

const settings = {
    enableFeatures: ["exemplar-storage"],
    ...{ enableRemoteWriteReceiver: false, enableOTLPReceiver: false },
    otlp: { promoteResourceAttributes: [], translationStrategy: "" },
    ...{ exemplars: { maxSize: 100 }, externalLabels: {}, tsdb: { outOfOrderTimeWindow: "0s" } },
};
