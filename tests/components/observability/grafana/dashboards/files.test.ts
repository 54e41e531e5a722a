import assert from "node:assert/strict";
import { provisioned } from "../../../../../components/observability/grafana/dashboards/files";
import { datasources } from "../../made";
import { dashboardValues } from "../../../../../components/observability/metrics/grafana/dashboardValues";

describe("dashboard values", () => {
    const own = [
        { kind: "grafana.com", name: "ambassador", id: 4698, revision: 1, folder: "API gateways", inputs: {} },
        { kind: "grafana.com", name: "newer", id: 7424, revision: 12, folder: "Kong", inputs: {} },
        { kind: "grafana.com", name: "envoy", id: 11021, revision: 2, inputs: { DS_PROM: "prometheus" } },
        { kind: "file", path: "a.json", folder: "Elsewhere", inputs: {} },
    ] as const;
    const values = (
        list: Parameters<typeof dashboardValues>[0]["dashboards"],
        kongDashboards = true,
        ingress = false,
    ) => dashboardValues({ dashboards: list, kongDashboards }, ingress, datasources);
    const { dashboards = {}, dashboardProviders } = values(own);
    const { providers = [] } = dashboardProviders?.["dashboardproviders.yaml"] ?? {};

    it("are none by default, so that Grafana starts without internet access", () => {
        assert.deepEqual(values([], false), {});
        assert.deepEqual(Object.keys(values(own, false).dashboards?.kong ?? {}), ["newer"]);
    });

    it("have one provider for each folder, with a path that ends in its name, and none for files", () => {
        assert.deepEqual(
            providers.map(({ name, folder, options }) => [name, folder, options.path]),
            [
                ["kong", "Kong", "/var/lib/grafana/dashboards/kong"],
                ["api-gateways", "API gateways", "/var/lib/grafana/dashboards/api-gateways"],
                ["root", "", "/var/lib/grafana/dashboards/root"],
            ],
        );
        assert.deepEqual(
            Object.entries(dashboards).map(([provider, files]) => [provider, Object.keys(files)]),
            [
                ["kong", ["kong-official", "newer"]],
                ["api-gateways", ["ambassador"]],
                ["root", ["envoy"]],
            ],
        );
    });

    it("pin the revision, and put our datasources in the place of what a dashboard asks for", () => {
        const { gnetId, revision, datasource } = dashboards["api-gateways"]!.ambassador!;
        assert.deepEqual([gnetId, revision], [4698, 1]);
        assert.deepEqual(datasource, [
            { name: "DS_ALERTMANAGER", value: "alertmanager" },
            { name: "DS_PROMETHEUS", value: "prometheus" },
            { name: "DS_TEMPO", value: "tempo" },
            { name: "DS_LOKI", value: "loki" },
        ]);
        // The chart takes ${DS_PROM for the beginning of ${DS_PROMETHEUS}.
        const names = (dashboards.root!.envoy!.datasource as { name: string }[]).map(({ name }) => name);
        assert.ok(names.indexOf("DS_PROM") > names.indexOf("DS_PROMETHEUS"));
    });

    it("have the ingress controller's own only where there is one", () => {
        assert.equal(dashboards.kong!["kong-ingress-controller"], undefined);
        assert.equal(values([], true, true).dashboards?.kong?.["kong-ingress-controller"]?.gnetId, 15662);
    });
});

describe("a dashboard's file", () => {
    const panel = (uid: string): object => ({
        datasource: { type: "prometheus", uid },
        targets: [{ expr: 'rate(x{pod="$pod"}[${interval}])' }],
    });

    it("is answered what its export asks for, and nothing else in it is touched", () => {
        const inputs = [
            { name: "DS_P", type: "datasource", pluginId: "prometheus" },
            { name: "DS_L", type: "datasource", pluginId: "loki" },
            { name: "DS_EXPRESSION", type: "datasource", pluginId: "__expr__" },
            { name: "VAR_PATH", type: "constant", value: 'a"b' },
        ];
        const text = JSON.stringify({
            __inputs: inputs,
            __requires: [],
            __elements: {},
            id: 7,
            uid: "u",
            title: "T",
            panels: ["${DS_P}", "${DS_L}", "${DS_EXPRESSION}"].map(panel),
            path: "${VAR_PATH}",
        });
        assert.deepEqual(JSON.parse(provisioned(text, datasources, {})), {
            uid: "u",
            title: "T",
            panels: ["prometheus", "loki", "__expr__"].map(panel),
            path: 'a"b',
        });
    });

    it("stays as it is without inputs", () => {
        const plain = { uid: "u", title: "T", panels: [panel("${datasource}")] };
        assert.deepEqual(JSON.parse(provisioned(JSON.stringify({ id: null, ...plain }), datasources, {})), plain);
    });
});
