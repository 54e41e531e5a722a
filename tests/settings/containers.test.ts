import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const logs = (containers: unknown, more: object = {}): Record<string, unknown> => ({
    logs: { chart: "loki", ...more, containers },
});

describe("settings of all containers' lines", () => {
    it("read all, with levels and traces of JSON lines, where nothing is said", () => {
        const { settings } = check({});
        assert.deepEqual(
            { ...settings.logs?.containers, multiline: undefined },
            {
                enabled: true,
                namespaces: { exclude: [] },
                pods: { include: {}, exclude: {} },
                exclude: [],
                labels: ["app"],
                json: [
                    {
                        labels: {},
                        level: ["level", "severity"],
                        traceId: ["trace_id", "traceId"],
                        spanId: ["span_id", "spanId"],
                        attributes: [],
                    },
                ],
                multiline: undefined,
                linesPerSecond: 1000,
                queueSize: "1Gi",
            },
        );
        assert.equal(settings.logs?.containers.multiline.wait, "1s");
    });

    it("take the post's fields, a time of one's own, and what is left out", () => {
        const said = {
            namespaces: { include: ["shop"] },
            pods: { include: { "app.kubernetes.io/part-of": "shop|cart" }, exclude: { logging: "off" } },
            exclude: [{ container: "istio-*" }],
            json: [
                {
                    labels: { app: "demo-.*" },
                    time: { field: "ts", layout: "%Y-%m-%dT%H:%M:%S.%LZ" },
                    attributes: ["level", "dt", "id", "url", "method"],
                },
            ],
            multiline: { continuation: "^\\s", wait: "3s" },
            linesPerSecond: 5000,
        };
        assert.deepEqual(check(logs(said)).problems, []);
    });

    it("refuse what RE2, a file's name or OTTL cannot be given, by key", () => {
        const wrong: [object, string][] = [
            [
                { pods: { include: { app: "(?!demo)" } } },
                'pods.include.app: got "(?!demo)"; allowed: a regular expression (RE2)',
            ],
            [{ pods: { exclude: { app: "(" } } }, 'pods.exclude.app: got "("; allowed: a regular expression (RE2)'],
            [
                { multiline: { continuation: "a*+" } },
                'multiline.continuation: got "a*+"; allowed: a regular expression (RE2)',
            ],
            [
                { exclude: [{}] },
                "exclude[0]: got {}; allowed: at least one of namespace, pod and container; to read none, set enabled: false",
            ],
            [
                { exclude: [{ pod: "a/b" }] },
                'exclude[0].pod: got "a/b"; allowed: a name, in which * stands for any characters',
            ],
            [
                { json: [{ attributes: ['a"b'] }] },
                'json[0].attributes[0]: got "a\\"b"; allowed: the name of a field, without quotes, backslashes or $',
            ],
            [{ namespaces: { include: [] } }, "namespaces.include: got []; allowed: at least one"],
            [{ linesPerSecond: 10 }, "linesPerSecond: got 10; allowed: 100 to 50000"],
        ];
        for (const [said, message] of wrong) {
            assert.deepEqual(problems(logs(said)), [`p:logs.containers.${message}`]);
        }
    });

    it("refuse what promtail, which reads all, would not heed", () => {
        const promtail = { chart: "loki-stack", otlp: false };
        assert.deepEqual(problems(logs({}, promtail)), []);
        assert.deepEqual(problems(logs({ linesPerSecond: 200 }, promtail)), [
            'p:logs.containers: got {"linesPerSecond":200}; allowed: nothing here, since no agent runs with logs.otlp false, where promtail reads all containers',
        ]);
    });
});
