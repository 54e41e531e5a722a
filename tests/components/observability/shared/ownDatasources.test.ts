import assert from "node:assert/strict";
import { datasourcesEnv, ownDatasource } from "../../../../components/observability/shared/ownDatasources";
import { datasources as policy } from "../../../../policy/rules/datasources/rule";
import { secrets } from "../../../../policy/rules/secrets/rule";
import { messages, seenOf } from "../../../policy/helpers";
import { configMapType, datasourcesOf, find, planOf, planWith, valuesOf } from "../../../tools/plan/stacks";

const shop = {
    name: "Shop",
    uid: "shop-metrics",
    type: "prometheus",
    url: "https://metrics.shop.example/a",
    basicAuth: { username: "gra$fana", password: { credential: "shop" } },
    isDefault: false,
    jsonData: { httpHeaderName1: "X-Team", links: [{ url: "/d/x?var-id=${__value.raw}" }], timeout: 30 },
    secureJsonData: { httpHeaderValue1: { secretName: "team", key: "id" } },
};

describe("datasources of one's own", () => {
    it("are written as Grafana provisions them, with each secret as a variable and each other dollar twice", () => {
        assert.deepEqual(ownDatasource(shop), {
            ...{ name: "Shop", uid: "shop-metrics", type: "prometheus", url: "https://metrics.shop.example/a" },
            ...{ isDefault: false, access: "proxy", basicAuth: true, basicAuthUser: "gra$$fana" },
            jsonData: { httpHeaderName1: "X-Team", links: [{ url: "/d/x?var-id=$${__value.raw}" }], timeout: 30 },
            secureJsonData: {
                basicAuthPassword: "$DATASOURCE_SHOP_METRICS_BASICAUTHPASSWORD",
                httpHeaderValue1: "$DATASOURCE_SHOP_METRICS_HTTPHEADERVALUE1",
            },
        });
    });

    it("find their secrets in Grafana's environment, out of Secrets", () => {
        assert.deepEqual(datasourcesEnv([shop]), {
            DATASOURCE_SHOP_METRICS_BASICAUTHPASSWORD: { secretKeyRef: { name: "grafana-datasources", key: "shop" } },
            DATASOURCE_SHOP_METRICS_HTTPHEADERVALUE1: { secretKeyRef: { name: "team", key: "id" } },
        });
    });

    it("stand beside ours, and their variables in Grafana's values", async () => {
        const planned = await planOf("additions");
        const found = datasourcesOf(planned);
        const uids = found.map(({ uid }) => uid as string).sort();
        assert.deepEqual(uids, ["alertmanager", "loki", "prometheus", "shop-prometheus", "stock", "tempo"]);
        const { envValueFrom } = valuesOf(planned, "metrics-kube-prometheus-stack").grafana;
        const asked = found.flatMap(({ secureJsonData = {} }) => Object.values(secureJsonData as object));
        assert.deepEqual(
            asked.sort(),
            Object.keys(envValueFrom as object)
                .map((name) => `$${name}`)
                .sort(),
        );
        assert.deepEqual(messages(policy, seenOf(planned)), []);
        assert.deepEqual(messages(secrets, seenOf(planned)), []);
    });

    it("answer what dashboards ask for by type, or by the name that is given", async () => {
        const { inputs } = find(await planOf("additions"), configMapType, "metrics-dashboards-stock");
        const { panels } = JSON.parse((inputs.data as Record<string, string>)["stock.json"]!);
        assert.deepEqual(
            panels.map(({ datasource }: { datasource: { uid: string } }) => datasource.uid),
            ["stock", "shop-prometheus"],
        );
    });

    it("take the default's place where they are told to", async () => {
        const own = { name: "Long", uid: "long", type: "prometheus", url: "https://long.example", isDefault: true };
        const planned = await planWith("dev", { metrics: { grafana: { datasources: [own] } } });
        const defaults = datasourcesOf(planned).filter(({ isDefault }) => isDefault === true);
        assert.deepEqual(
            defaults.map(({ uid }) => uid),
            ["long"],
        );
        assert.deepEqual(messages(policy, seenOf(planned)), []);
    });
});
