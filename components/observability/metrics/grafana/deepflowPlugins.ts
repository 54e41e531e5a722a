import { chartImage, imageName, type Registry } from "../../../../charts/registry";
import { deepflowQuerier } from "../../../../model/datasources";
import type { Values } from "../../../../model/values";
import { restricted } from "../../../shared/kubernetes";

/** What DeepFlow's image of plugins brings, by Grafana's names, beside a copy of ClickHouse's own, which is left out. */
const plugins = [deepflowQuerier.type, "deepflowio-tracing-panel", "deepflowio-topo-panel"];

const volume = "deepflow-plugins";
const folder = "/var/lib/grafana/plugins";

/** Grafana's values for DeepFlow's plugins: from a pinned image, since grafana.com does not have them. */
export function deepflowPluginValues(wanted: boolean, registry: Registry): Values {
    return wanted
        ? {
              extraEmptyDirMounts: [{ name: volume, mountPath: folder }],
              extraInitContainers: [
                  {
                      name: volume,
                      image: imageName(chartImage("kube-prometheus-stack", "deepflowPlugins", registry)),
                      command: ["sh", "-c", `cp -r /deepflow-plugins/deepflow-* ${folder}/`],
                      securityContext: restricted,
                      resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
                      volumeMounts: [{ name: volume, mountPath: folder }],
                  },
              ],
          }
        : {};
}

/** The same for Grafana's own settings. */
export function deepflowPluginSettings(wanted: boolean): Values {
    return wanted ? { plugins: { allow_loading_unsigned_plugins: plugins.join(",") } } : {};
}
