import { type MetricsDestination, workspacesIn } from "../../../../model/destinations";
import type { Values } from "../../../../model/values";
import { accountValues } from "../accounts";
import { workspacesRole } from "../remoteWrite";

const plugin = "grafana-amazonprometheus-datasource";
/** What Grafana 13.2 would also install, in the newest version, once it may install anything. */
const apps = [
    "grafana-advisor-app",
    "grafana-exploretraces-app",
    "grafana-lokiexplore-app",
    "grafana-metricsdrilldown-app",
    "grafana-pyroscope-app",
];

/**
 * Plugins whose processes get what a pod has of AWS: Grafana's own list, and the one that it lacks. From 12.4 on Grafana
 * keeps its environment from others (grafana/grafana#119772), and without a role they look for the node's.
 */
const withCredentials = [
    "cloudwatch",
    "grafana-athena-datasource",
    "grafana-redshift-datasource",
    "grafana-x-ray-datasource",
    "grafana-timestream-datasource",
    "grafana-iot-sitewise-datasource",
    "grafana-iot-twinmaker-app",
    "grafana-opensearch-datasource",
    "aws-datasource-provisioner",
    "elasticsearch",
    "prometheus",
    plugin,
];

/**
 * Grafana's values for workspaces of Amazon Managed Prometheus: from 13 on its built-in Prometheus datasource does not
 * sign requests; a plugin that its image lacks does. Empty if no workspace has a datasource.
 */
export function workspaceValues(destinations: readonly MetricsDestination[]): Values {
    const version = workspacesIn(destinations).find(({ datasource }) => datasource !== undefined)?.datasource;
    return version === undefined
        ? {}
        : {
              plugins: [`${plugin}@${version.pluginVersion}`],
              ...accountValues(workspacesRole(destinations)),
          };
}

/** The same for Grafana's own settings. */
export function workspaceSettings(destinations: readonly MetricsDestination[]): Values {
    const asked = workspacesIn(destinations).some(({ datasource }) => datasource !== undefined);
    return asked
        ? {
              auth: { sigv4_auth_enabled: true },
              aws: { forward_settings_to_plugins: withCredentials.join(",") },
              plugins: {
                  preinstall_disabled: false,
                  preinstall_auto_update: false,
                  disable_plugins: apps.join(","),
                  public_key_retrieval_disabled: false,
              },
          }
        : {};
}
