import { type MetricsDestination, workspacesIn } from "../../../../model/destinations";
import type { Values } from "../../../../model/values";
import { accountValues } from "../accounts";
import { workspacesRole } from "../remoteWrite";

const plugin = "grafana-amazonprometheus-datasource";
/** What Grafana 13.2 would install beside it, in the newest version, once it may install anything. */
const apps = [
    "grafana-advisor-app",
    "grafana-exploretraces-app",
    "grafana-lokiexplore-app",
    "grafana-metricsdrilldown-app",
    "grafana-pyroscope-app",
];

/**
 * Grafana's values for workspaces of Amazon Managed Prometheus: from 13 on its own datasource for Prometheus signs no
 * requests, and what does is a plugin that its image lacks. Nothing where no workspace asks for a datasource.
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

/** The same of its own settings. */
export function workspaceSettings(destinations: readonly MetricsDestination[]): Values {
    const asked = workspacesIn(destinations).some(({ datasource }) => datasource !== undefined);
    return asked
        ? {
              auth: { sigv4_auth_enabled: true },
              plugins: {
                  preinstall_disabled: false,
                  preinstall_auto_update: false,
                  disable_plugins: apps.join(","),
                  public_key_retrieval_disabled: false,
              },
          }
        : {};
}
