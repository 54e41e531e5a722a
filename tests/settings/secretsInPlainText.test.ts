import assert from "node:assert/strict";
import { problems } from "./helpers";

const planted = "Xq7hunter2vLz2Kp4R";
const otlp = { kind: "otlp", name: "other", endpoint: "https://otlp.example.com" };
const remote = { kind: "remote-write", name: "other", url: "https://metrics.example.com/api/v1/write" };
const grafana = (jsonData: object): Record<string, unknown> => ({
    metrics: {
        grafana: { datasources: [{ name: "D", uid: "d", type: "prometheus", url: "http://d.example.com", jsonData }] },
    },
});
const spans = (more: object): Record<string, unknown> => ({ traces: { destinations: [{ ...otlp, ...more }] } });
const paged = (routingKey: unknown): Record<string, unknown> => ({
    metrics: {},
    alerts: { receivers: [{ kind: "pagerduty", name: "pager", routingKey }], defaultReceiver: "pager" },
});
const kong = (env: object): Record<string, unknown> => ({ kong: { dataPlanes: [{ name: "dp", env }] } });

/** Nothing but its place says that each is a secret, or nothing but its text. */
const refused: [what: string, settings: Record<string, unknown>, key: RegExp][] = [
    ["instead of a reference", paged(planted), /routingKey: got "\[secret\]"; allowed: \{ credential: NAME \}/],
    ["as a Secret's name", paged({ secretName: planted, key: "a" }), /secretName: got "\[secret\]"/],
    ["as a key's name", paged({ secretName: "a", key: `${planted}=` }), /key: got "\[secret\]"/],
    ["as a credential's name", paged({ credential: `${planted}=` }), /credential: got "\[secret\]"/],
    ["as a variable of the collector", { collector: { env: { PAGE: planted } } }, /env\.PAGE: got "\[secret\]"/],
    ["as an authority", spans({ ca: planted }), /ca: got "\[secret\]"/],
    ["as a header that names none", spans({ headers: { "X-Team": planted } }), /X-Team: got "\[secret\]"/],
    [
        "as a header said to hold none",
        spans({ headers: { "X-Team": { value: `Bearer ${planted}` } } }),
        /X-Team\.value/,
    ],
    ["after the # of an address", spans({ endpoint: `https://otlp.example.com/#${planted}` }), /endpoint: /],
    [
        "in the query of an address",
        { metrics: { destinations: [{ kind: "in-cluster" }, { ...remote, url: `${remote.url}?token=${planted}` }] } },
        /destinations\[1\]\.url: /,
    ],
    [
        "in the runbooks' address",
        { metrics: {}, alerts: { runbookBaseUrl: `https://a.example/?token=${planted}` } },
        /runbookBaseUrl/,
    ],
    [
        "as a header's value of a datasource",
        grafana({ httpHeaderName1: "X", httpHeaderValue1: "a" }),
        /jsonData\.httpHeaderValue1/,
    ],
    ["in a text of a datasource", grafana({ connection: `Server=a;Password=${planted};` }), /jsonData\.connection/],
    ["deep in a datasource", grafana({ a: { list: [{ accessKey: planted }] } }), /jsonData\.a\.list\[0\]\.accessKey/],
    [
        "in a directive of nginx",
        kong({ nginx_http_a: `proxy_set_header Authorization "Bearer ${planted}"` }),
        /env\.nginx_http_a/,
    ],
];

describe("a secret in plain text", () => {
    for (const [where, settings, key] of refused) {
        it(`is refused ${where}, and not quoted`, () => {
            const found = problems(settings);
            assert.ok(found.length > 0 && found.some((line) => key.test(line)), found.join("\n"));
            // What follows the # of an address looks like a place in a page.
            const quoted = found.filter((line) => line.includes(planted) && !/endpoint: /.test(line));
            assert.deepEqual(quoted, []);
        });
    }
});
