import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Plan } from "../../../../tools/plan/evaluate";
import { valuesOf } from "../../../tools/plan/stacks";
import { findProgram, freePort, startServer, type Stoppable, temporaryFolder } from "./processes";

export interface ScrapeTarget {
    job: string;
    /** `host:port` */
    address: string;
    labels: Record<string, string>;
}

/** Of the chart's `prometheusSpec`, what the operator would turn into Prometheus' own configuration and flags. */
export interface PrometheusSpec {
    enableFeatures: string[];
    enableRemoteWriteReceiver: boolean;
    enableOTLPReceiver: boolean;
    otlp: { promoteResourceAttributes: string[]; translationStrategy: string };
    exemplars: { maxSize: number };
    externalLabels: Record<string, string>;
    tsdb: { outOfOrderTimeWindow: string };
}

export function prometheusSpecOf(planned: Plan): PrometheusSpec {
    const { prometheus } = valuesOf(planned, "metrics-kube-prometheus-stack") as {
        prometheus: { prometheusSpec: PrometheusSpec };
    };
    return prometheus.prometheusSpec;
}

/**
 * A real Prometheus (Debian's, or another in `PROMETHEUS`) with the planned settings. Instead of the operator, which
 * makes scrape configurations from monitors, it gets static ones with the labels that the operator would give; it
 * scrapes every second, so that the tests need not wait.
 */
export async function startPrometheus(
    spec: PrometheusSpec,
    targets: ScrapeTarget[],
    port?: number,
): Promise<Stoppable & { url: string }> {
    const folder = temporaryFolder("prometheus");
    port ??= await freePort();
    const file = path.join(folder, "prometheus.yml");
    const otlp = spec.enableOTLPReceiver && takesOtlp();
    const config = {
        global: { scrape_interval: "1s", scrape_timeout: "1s", external_labels: spec.externalLabels },
        storage: {
            exemplars: { max_exemplars: spec.exemplars.maxSize },
            tsdb: { out_of_order_time_window: spec.tsdb.outOfOrderTimeWindow },
        },
        ...(otlp && {
            otlp: {
                promote_resource_attributes: spec.otlp.promoteResourceAttributes,
                translation_strategy: spec.otlp.translationStrategy,
            },
        }),
        scrape_configs: targets.map(({ job, address, labels }) => ({
            job_name: job,
            static_configs: [{ targets: [address], labels }],
        })),
    };
    writeFileSync(file, stringify(config));
    const args = [
        `--config.file=${file}`,
        `--storage.tsdb.path=${path.join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--enable-feature=${spec.enableFeatures.join(",")}`,
        ...(spec.enableRemoteWriteReceiver ? ["--web.enable-remote-write-receiver"] : []),
        ...(otlp ? ["--web.enable-otlp-receiver"] : []),
    ];
    const url = `http://127.0.0.1:${port}`;
    const server = await startServer("prometheus", args, `${url}/-/ready`);
    await scraped(url, targets.length, new Date(0));
    return { url, ...server };
}

/** Debian's is of version 2, which knows neither the flag nor the settings. */
function takesOtlp(): boolean {
    const { stdout, stderr } = spawnSync(findProgram("prometheus") as string, ["--version"], { encoding: "utf8" });
    return /version (?!2\.)\d/.test(`${stdout}${stderr}`);
}

/**
 * Until a scrape of each target began after this time, with whatever result. Prometheus looks for new targets every
 * five seconds.
 */
export async function scraped(url: string, count: number, since: Date): Promise<void> {
    for (let left = 150; left > 0; left--) {
        const { data } = (await (await fetch(`${url}/api/v1/targets?state=active`)).json()) as {
            data: { activeTargets: { lastScrape: string }[] };
        };
        if (data.activeTargets.filter(({ lastScrape }) => new Date(lastScrape) > since).length >= count) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Prometheus has not scraped ${count} targets within 15 seconds`);
}
