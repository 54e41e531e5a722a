import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const monitor = { name: "a", namespace: "shop", selector: { app: "a" }, port: "web" };
const services = (...serviceMonitors: object[]): Record<string, unknown> => ({
    metrics: { scrapeInterval: "10s", serviceMonitors },
});
const pods = (...podMonitors: object[]): Record<string, unknown> => ({ metrics: { podMonitors } });

describe("settings of monitors", () => {
    it("take what is written, and Prometheus' defaults for the rest", () => {
        const { settings, problems: found } = check(services({ ...monitor, interval: "120s", scrapeTimeout: "90s" }));
        assert.deepEqual(found, []);
        assert.deepEqual(settings.metrics?.serviceMonitors, [
            {
                ...monitor,
                selector: { matchLabels: monitor.selector },
                path: "/metrics",
                scheme: "http",
                honorLabels: false,
                interval: "2m",
                scrapeTimeout: "90s",
                scrapeRole: false,
                relabelings: [],
                metricRelabelings: [],
            },
        ]);
        assert.deepEqual(problems(pods({ ...monitor, port: 8080 }, { ...monitor, name: "b" })), []);
        assert.deepEqual(
            problems({ metrics: { serviceMonitors: [monitor], podMonitors: [monitor] } }),
            [],
            "one name in both lists",
        );
    });

    it("take a selector as Kubernetes has it, and what the operator's own monitors can do besides", () => {
        const selector = {
            matchLabels: { app: "a" },
            matchExpressions: [
                { key: "tier", operator: "NotIn", values: ["test"] },
                { key: "team", operator: "Exists" },
            ],
        };
        const given = {
            ...monitor,
            selector,
            scheme: "https",
            params: { module: ["http_2xx"] },
            honorLabels: true,
            tlsConfig: { ca: { configMapName: "ca", key: "ca.crt" }, serverName: "a.shop.svc" },
            authorization: { credentials: { secretName: "token", key: "token" } },
            relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
            metricRelabelings: [{ action: "labeldrop", regex: "pod" }],
        };
        const { settings, problems: found } = check(services(given));
        assert.deepEqual(found, []);
        const [read] = settings.metrics?.serviceMonitors ?? [];
        assert.deepEqual(read?.selector, selector);
        assert.deepEqual(read?.authorization?.type, "Bearer");
        assert.deepEqual(read?.relabelings, [{ action: "replace", ...given.relabelings[0] }]);
    });

    const at = "p:metrics.serviceMonitors[0]";
    const selectors =
        "at least one label, or matchLabels and matchExpressions, each { key, operator: In, NotIn, Exists or DoesNotExist, values with the first two }";
    const refused: [string, Record<string, unknown>, string][] = [
        [
            "an operator of no values that has some",
            services({ ...monitor, selector: { matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] } }),
            `${at}.selector.matchExpressions[0]: got {"key":"a","operator":"Exists","values":["b"]}; allowed: values with In and NotIn, none with Exists and DoesNotExist`,
        ],
        [
            "an operator that Kubernetes has not",
            services({ ...monitor, selector: { matchExpressions: [{ key: "a", operator: "Equals", values: ["b"] }] } }),
            `${at}.selector: got {"matchExpressions":[{"key":"a","operator":"Equals","valu...; allowed: ${selectors}`,
        ],
        [
            "how to verify what is not encrypted",
            services({ ...monitor, tlsConfig: { serverName: "a" } }),
            `${at}.tlsConfig: got {"serverName":"a"}; allowed: nothing here with scheme http`,
        ],
        [
            "an authority that is not asked",
            services({
                ...monitor,
                scheme: "https",
                tlsConfig: { ca: { secretName: "a", key: "b" }, insecureSkipVerify: true },
            }),
            `${at}.tlsConfig: got {"ca":{"secretName":"a","key":"b"},"insecureSkipVerify":t...; allowed: either ca or insecureSkipVerify`,
        ],
        [
            "a password in the stack file",
            services({ ...monitor, basicAuth: { username: { secretName: "a", key: "u" }, password: "hunter2" } }),
            `${at}.basicAuth.password: got "[secret]"; allowed: { credential: NAME } with a name in the secret credentials, or { secretName, key } of an existing Secret in its namespace`,
        ],
        [
            "Basic by its header",
            services({ ...monitor, authorization: { type: "Basic", credentials: { secretName: "a", key: "b" } } }),
            `${at}.authorization.type: got "Basic"; allowed: a scheme such as Bearer; for Basic use basicAuth`,
        ],
        [
            "a credential that is not there",
            services({ ...monitor, authorization: { credentials: { credential: "token" } } }),
            `${at}.authorization.credentials.credential: got a name that is not in the secret credentials; allowed: a new one: npx pulumi config set --secret --path 'credentials.NAME'`,
        ],
        [
            "a step of relabeling without its label",
            services({ ...monitor, metricRelabelings: [{ regex: "a" }] }),
            `${at}.metricRelabelings[0].targetLabel: missing; allowed: the label that action replace is about`,
        ],
        [
            "a step of relabeling with more than Prometheus takes",
            services({ ...monitor, relabelings: [{ action: "labeldrop", regex: "a", replacement: "b" }] }),
            `${at}.relabelings[0].replacement: got "b"; allowed: nothing but regex with action labeldrop`,
        ],
    ];
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "two of one name",
            services(monitor, monitor),
            'p:metrics.serviceMonitors[1].name: got "a"; allowed: a name that no other entry of the list has',
        ],
        [
            "two pod monitors of one name",
            pods(monitor, { ...monitor, port: 1 }),
            'p:metrics.podMonitors[1].name: got "a"; allowed: a name that no other entry of the list has',
        ],
        [
            "a part of a second",
            services({ ...monitor, interval: "500ms" }),
            'p:metrics.serviceMonitors[0].interval: got "500ms"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w',
        ],
        [
            "no time at all",
            services({ ...monitor, interval: "0s" }),
            'p:metrics.serviceMonitors[0].interval: got "0s"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w',
        ],
        [
            "a timeout beyond its interval",
            services({ ...monitor, interval: "5s", scrapeTimeout: "6s" }),
            "p:metrics.serviceMonitors[0].scrapeTimeout: got 6s; allowed: no more than the interval (5s), otherwise the Prometheus operator ignores the monitor",
        ],
        [
            "a timeout beyond Prometheus' interval",
            services({ ...monitor, scrapeTimeout: "11s" }),
            "p:metrics.serviceMonitors[0].scrapeTimeout: got 11s; allowed: no more than the interval (10s), otherwise the Prometheus operator ignores the monitor",
        ],
        [
            "a selector of nothing, which would select all",
            services({ ...monitor, selector: {} }),
            "p:metrics.serviceMonitors[0].selector: got {}; allowed: at least one label, or matchLabels and matchExpressions",
        ],
        [
            "a port by its number, which a Service's is not",
            services({ ...monitor, port: 80 }),
            "p:metrics.serviceMonitors[0].port: got 80; allowed: the name of a port",
        ],
        [
            "a path without its slash",
            pods({ ...monitor, path: "metrics" }),
            'p:metrics.podMonitors[0].path: got "metrics"; allowed: a path that starts with /',
        ],
    ];
    for (const [what, changes, expected] of [...wrong, ...refused]) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(changes), [expected]));
    }

    it("refuse both ports, and none", () => {
        for (const given of [
            { ...monitor, targetPort: 80 },
            { ...monitor, port: undefined },
        ]) {
            const [found, ...others] = problems(services(given));
            assert.match(found!, /^p:metrics\.serviceMonitors\[0\]: got .*; allowed: either port or targetPort$/);
            assert.deepEqual(others, []);
        }
    });
});
