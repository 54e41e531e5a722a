import assert from "node:assert/strict";
import { unknown } from "../../../policy/library/resource";
import { dashboardProviders } from "../../../policy/rules/dashboardProviders/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release, seenOf } from "../helpers";

const folder = "/var/lib/grafana/dashboards";
const file = 'kube-prometheus-stack: grafana.dashboardProviders["dashboardproviders.yaml"]';
const grafana = (content: object, more: object = {}): ReturnType<typeof release> =>
    release("kube-prometheus-stack", {
        grafana: { dashboardProviders: { "dashboardproviders.yaml": content }, ...more },
    });
const provider = (options: object, name: unknown = "kong"): object => ({
    providers: [{ name, type: "file", ...options }],
});

describe("policy dashboard-providers", () => {
    it("passes where each provider has the path of its dashboards", () => {
        assert.deepEqual(
            messages(dashboardProviders, [
                grafana(provider({ options: { path: `${folder}/kong` } }), {
                    dashboards: { kong: { official: { gnetId: 7424 } } },
                }),
            ]),
            [],
        );
    });

    const misplaced = (where: string): string =>
        `${where}.options is one level too high: options belong to each provider, and without a path of its own the chart does not render; move them to providers[].options`;

    const board = (namespace: string, labels: object = { grafana_dashboard: "1" }): ReturnType<typeof kubernetes> =>
        kubernetes("core/v1", "ConfigMap", "board", { data: {}, metadata: { namespace, labels } });
    const watching = (searchNamespace: unknown): ReturnType<typeof release> =>
        release("kube-prometheus-stack", { grafana: { sidecar: { dashboards: { searchNamespace } } } });

    it("finds dashboards where no sidecar looks", () => {
        assert.deepEqual(messages(dashboardProviders, [watching("kong"), board("shop")]), [
            "board: has the label grafana_dashboard in the namespace shop, but the sidecar of kube-prometheus-stack watches only kong, so Grafana never shows it; move it there, or add shop to grafana.sidecar.dashboards.searchNamespace and grafana.rbac.namespaces",
        ]);
        for (const search of ["kong,shop", ["shop"], "ALL", undefined, unknown]) {
            assert.deepEqual(messages(dashboardProviders, [watching(search), board("shop")]), []);
        }
        assert.deepEqual(messages(dashboardProviders, [watching("kong"), board("shop", {}), board("kong")]), []);
    });

    it("refuses options beside the providers", () => {
        assert.deepEqual(
            messages(dashboardProviders, [
                grafana(
                    { ...provider({}, "default"), options: { path: `${folder}/default` } },
                    { dashboards: { default: { kong: { gnetId: 7424 } } } },
                ),
            ]),
            [misplaced(file)],
        );
        const values =
            'grafana:\n  dashboardProviders:\n    dashboardproviders.yaml:\n      providers:\n        - name: "default"\n      options:\n        path: /x\n';
        assert.deepEqual(
            messages(dashboardProviders, [
                application("kube-prometheus-stack", { chart: "kube-prometheus-stack", helm: { values } }),
            ]),
            [misplaced(file)],
        );
    });

    it("refuses seed 000's options, which stand beside the file", () => {
        const values = {
            grafana: {
                dashboardProviders: {
                    "dashboardproviders.yaml": provider({}, "default"),
                    options: { path: `${folder}/default` },
                },
            },
        };
        assert.deepEqual(messages(dashboardProviders, [release("kube-prometheus-stack", values)]), [
            misplaced("kube-prometheus-stack: grafana.dashboardProviders"),
        ]);
    });

    it("refuses a provider without a path, or with another one", () => {
        assert.deepEqual(messages(dashboardProviders, [grafana(provider({}))]), [
            `${file}.providers[0] has no options.path, and the chart does not render without; set it to ${folder}/kong`,
        ]);
        assert.deepEqual(messages(dashboardProviders, [grafana(provider({ options: { path: "/dashboards" } }))]), [
            `${file}.providers[0].options.path is /dashboards, but the chart puts the dashboards of kong into ${folder}/kong`,
        ]);
    });

    it("refuses a file that the chart does not read", () => {
        const values = { grafana: { dashboardProviders: { "providers.yaml": provider({}) } } };
        assert.deepEqual(messages(dashboardProviders, [release("kube-prometheus-stack", values)]), [
            'kube-prometheus-stack: grafana.dashboardProviders["providers.yaml"] is not read by the chart, which knows only "dashboardproviders.yaml"; rename it',
        ]);
    });

    it("refuses dashboards that no provider shows", () => {
        const right = provider({ options: { path: `${folder}/kong` } });
        assert.deepEqual(messages(dashboardProviders, [grafana(right, { dashboards: { default: {} } })]), [
            "kube-prometheus-stack: grafana.dashboards.default has no provider of that name, so Grafana never shows them; there are providers for kong",
        ]);
        assert.deepEqual(messages(dashboardProviders, [release("grafana", { dashboards: { default: {} } })]), [
            "grafana: dashboards.default has no provider of that name, so Grafana never shows them; there is no provider",
        ]);
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(
            messages(dashboardProviders, [
                grafana(provider({ options: { path: "[unknown]" } }, "[unknown]"), { dashboards: { kong: {} } }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(dashboardProviders, [
                release("kube-prometheus-stack", {
                    grafana: { dashboardProviders: "[unknown]", dashboards: { kong: {} } },
                }),
            ]),
            [],
        );
    });

    it("does not apply without Grafana", () => {
        assert.deepEqual(
            messages(dashboardProviders, [
                release("kube-prometheus-stack", { grafana: { enabled: false, dashboards: { kong: {} } } }),
                release("loki", {}),
            ]),
            [],
        );
    });

    it("takes another folder from the configuration", () => {
        assert.deepEqual(
            messages(dashboardProviders, [grafana(provider({ options: { path: "/dashboards/kong" } }))], {
                folder: "/dashboards",
            }),
            [],
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in the stack ${stack}`, async () =>
            assert.deepEqual(messages(dashboardProviders, seenOf(await planOf(stack))), []));
    }
});
