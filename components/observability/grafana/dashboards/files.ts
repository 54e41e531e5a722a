import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { Component, type ComponentOptions } from "../../../shared/component";
import { answerTo, type DeclaredDatasource } from "../../../../model/datasources";
import type { DashboardPlace } from "../../../../model/layers";
import type { DashboardFile } from "../../shared/grafana";

interface Input {
    name: string;
    type: string;
    pluginId?: string;
    value?: unknown;
}

/**
 * A dashboard's text in a form that Grafana can provision: an export's `__inputs`, which only Grafana's import page
 * resolves, are replaced by our datasources.
 */
export function provisioned(
    text: string,
    datasources: readonly DeclaredDatasource[],
    inputs: Readonly<Record<string, string>>,
): string {
    const { __inputs = [] } = JSON.parse(text) as { __inputs?: Input[] };
    const answers = new Map(
        __inputs.map(({ name, type, pluginId = "", value }) => [
            name,
            type === "datasource" ? answerTo({ name, type: pluginId }, datasources, inputs) : String(value),
        ]),
    );
    const answered = text.replace(/\$\{(\w+)\}/g, (found, name: string) => {
        const answer = answers.get(name);
        // Without quotes, it fits inside a JSON string.
        return answer === undefined ? found : JSON.stringify(answer).slice(1, -1);
    });
    // The id belongs to another Grafana. JSON leaves out undefined values.
    return JSON.stringify({
        ...(JSON.parse(answered) as object),
        __inputs: undefined,
        __requires: undefined,
        __elements: undefined,
        id: undefined,
    });
}

export interface DashboardsArgs {
    /** Where Grafana's sidecar finds them; the folder is each file's own. */
    place: DashboardPlace;
    /** All of Grafana's datasources. */
    datasources: readonly DeclaredDatasource[];
    files: DashboardFile[];
}

/** Dashboards from files, each in a ConfigMap that Grafana's sidecar finds by label. */
export class Dashboards extends Component {
    constructor(name: string, args: DashboardsArgs, opts?: ComponentOptions) {
        const { files, datasources } = args;
        const { namespace, labels, annotations } = args.place;
        const [folderAnnotation = ""] = Object.keys(annotations);
        super(
            "kong-observability:observability:Dashboards",
            name,
            { namespace, files: files.map(({ path }) => path) },
            opts,
        );

        for (const { path, folder, inputs } of files) {
            const file = basename(path);
            const short = basename(path, ".json");
            new k8s.core.v1.ConfigMap(
                `${name}-${short}`,
                {
                    metadata: {
                        name: `grafana-dashboard-${short}`,
                        namespace,
                        labels,
                        ...(folder !== undefined && { annotations: { [folderAnnotation]: folder } }),
                    },
                    data: { [file]: provisioned(readFileSync(path, "utf8"), datasources, inputs) },
                },
                this.within,
            );
        }
        this.registerOutputs();
    }
}
