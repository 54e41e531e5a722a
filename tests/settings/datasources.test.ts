import assert from "node:assert/strict";
import { problems } from "./helpers";

const shop = { name: "Shop", uid: "shop", type: "prometheus", url: "http://prometheus.shop.svc:9090" };
const all = (...datasources: object[]): Record<string, unknown> => ({ metrics: { grafana: { datasources } } });
const at = "p:metrics.grafana.datasources";

describe("settings of further datasources", () => {
    const wrong: [what: string, settings: Record<string, unknown>, said: RegExp][] = [
        [
            "a UID of ours",
            all({ ...shop, uid: "loki" }),
            /^p:metrics\.grafana\.datasources\[0\]\.uid: got "loki", which is that of one that the program brings; allowed: a uid/,
        ],
        [
            "a name twice",
            all(shop, { ...shop, uid: "other" }),
            /datasources\[1\]\.name: got "Shop", which is that of datasources\[0\]; allowed: a name that no other has$/,
        ],
        [
            "a second default",
            all({ ...shop, isDefault: true }, { ...shop, name: "B", uid: "b", isDefault: true }),
            /datasources\[1\]\.isDefault: got true, as datasources\[0\]; allowed: true once/,
        ],
        [
            "a plugin that nobody installs",
            all({ ...shop, type: "grafana-clickhouse-datasource" }),
            /datasources\[0\]\.type: got "grafana-clickhouse-datasource", a plugin that Grafana has not; allowed: alertmanager, /,
        ],
        [
            "a login in the address",
            all({ ...shop, url: "http://me:hunter2@prometheus.shop.svc" }),
            /datasources\[0\]\.url: got .*; allowed: an address without login and query$/,
        ],
        [
            "a secret in plain text",
            all({ ...shop, jsonData: { apiKey: "hunter2hunter2" } }),
            /jsonData\.apiKey: got a secret in plain text; allowed: secureJsonData: \{ apiKey: \{ credential: NAME \} \}$/,
        ],
        [
            "a secret of which only the place is right",
            all({ ...shop, secureJsonData: { password: "hunter2hunter2" } }),
            /secureJsonData\.password: got .*; allowed: /,
        ],
        [
            "two passwords for one login",
            all({
                ...shop,
                basicAuth: { username: "a", password: { secretName: "a", key: "b" } },
                secureJsonData: { basicAuthPassword: { secretName: "a", key: "b" } },
            }),
            /secureJsonData\.basicAuthPassword: set beside basicAuth; allowed: one of the two$/,
        ],
        [
            "a credential that is not set",
            all({ ...shop, secureJsonData: { token: { credential: "shop" } } }),
            /secureJsonData\.token\.credential: got a name that is not in the secret credentials/,
        ],
        [
            "a dashboard's answer that no datasource has",
            {
                metrics: {
                    grafana: {
                        datasources: [shop],
                        dashboards: [{ kind: "grafana.com", name: "a", id: 1, revision: 1, inputs: { DS_A: "shops" } }],
                    },
                },
            },
            /dashboards\[0\]\.inputs\.DS_A: got "shops", which no datasource has; allowed: prometheus, alertmanager, loki, tempo, shop$/,
        ],
    ];
    for (const [what, settings, said] of wrong) {
        it(`refuse ${what}`, () => {
            const found = problems(settings);
            assert.equal(found.length, 1, found.join("\n"));
            assert.match(found[0]!, said);
            assert.doesNotMatch(found[0]!, /hunter2/);
        });
    }

    it("take a plugin that an override installs", () => {
        const settings = {
            ...all({ ...shop, type: "grafana-clickhouse-datasource" }),
            chartOverrides: {
                "kube-prometheus-stack": { grafana: { plugins: ["grafana-clickhouse-datasource@4.8.2"] } },
            },
        };
        assert.deepEqual(problems(settings), []);
    });

    it("begin their messages with their keys", () =>
        assert.ok(problems(all({ ...shop, uid: "A" }))[0]?.startsWith(at)));
});
