import type { ReleaseNames } from "../../../charts/releaseNames";
import { deepflowQuerier, type OwnDatasource } from "../../../model/datasources";
import { serviceUrl } from "../../../model/services";
import { deepflowServices } from "./addresses";
import type { DeepFlowSettings } from "./args";

/**
 * The datasource of DeepFlow's own plugin, where Grafana has it: it asks the querier in DeepFlow's SQL, and lets the app
 * put a trace together (deepflow-querier-datasource/pkg/plugin in its source).
 */
export function deepflowDatasources({
    deepflow: { enabled, grafanaPlugins },
    namespace,
    delivery: { releaseNames },
}: Asked): OwnDatasource[] {
    const { server, app } = deepflowServices({ namespace, releaseNames });
    const jsonData = { requestUrl: serviceUrl(server, "querier"), traceUrl: serviceUrl(app, "http") };
    return enabled && grafanaPlugins ? [{ ...deepflowQuerier, isDefault: false, jsonData, secureJsonData: {} }] : [];
}

interface Asked {
    deepflow: Pick<DeepFlowSettings, "enabled" | "grafanaPlugins">;
    namespace: string;
    delivery: { releaseNames?: ReleaseNames };
}
