import assert from "node:assert/strict";
import { Prometheus } from "../../../tools/verify/backends";
import { planOf } from "../../tools/plan/stacks";
import { until } from "../eventually";
import { serve } from "../verify/servers/http";
import type { Stoppable } from "../verify/servers/processes";
import { prometheusSpecOf, startPrometheus } from "../verify/servers/prometheus";
import { Links } from "./grafana";

const trace = "0af7651916cd43dd8448eb211c80319c";

/** As a client library of Prometheus' writes it, where it is asked for OpenMetrics: in text of the older form is none. */
const page = ({ accept = "" }: { accept?: string | undefined }): { type: string; body: string } =>
    accept.includes("openmetrics-text")
        ? {
              type: "application/openmetrics-text; version=1.0.0; charset=utf-8",
              body: `# TYPE http_request_seconds histogram
http_request_seconds_bucket{le="0.1"} 2 # {trace_id="${trace}",span_id="b7ad6b7169203331"} 0.05
http_request_seconds_bucket{le="+Inf"} 2
http_request_seconds_sum 0.1
http_request_seconds_count 2
# EOF
`,
          }
        : { type: "text/plain; version=0.0.4", body: "http_request_seconds_count 2\n" };

describe("an application's own exemplars", () => {
    const started: Stoppable[] = [];
    after(() => Promise.all(started.map((server) => server.stop())));

    it("are scraped and kept, and lead to their traces", async () => {
        const application = await serve(({ headers }) => page({ accept: headers.accept }));
        started.push(application);
        const planned = await planOf("local");
        const target = { job: "shop", address: application.address, labels: {} };
        const prometheus = await startPrometheus(prometheusSpecOf(planned), [target]);
        started.push(prometheus);
        const api = new Prometheus(() => Promise.resolve(prometheus.url));
        let ids: string[] = [];
        await until("an exemplar", 15, async () => {
            const window = { from: Date.now() - 60_000, to: Date.now() + 60_000 };
            const query = "histogram_quantile(0.95, sum by (le) (rate(http_request_seconds_bucket[1m])))";
            const exemplars = await api.exemplars(query, window);
            ids = exemplars.flatMap(({ labels }) => new Links(planned).tracesOfExemplar(labels));
            return ids.length > 0;
        });
        assert.deepEqual(ids, [trace]);
    });
});
