import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { json } from "node:stream/consumers";
import { stringify } from "yaml";
import type { MetricsValues } from "../../../../components/observability/metrics/values";
import { serve } from "./http";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./processes";

/** A message as Slack's incoming webhooks take it. */
export interface SlackMessage {
    channel: string;
    attachments: {
        title: string;
        title_link?: string;
        text: string;
        fallback: string;
        color: string;
        mrkdwn_in?: string[];
    }[];
}

export interface FiredAlert {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    generatorURL: string;
    startsAt: string;
    endsAt?: string;
}

type Planned = Pick<MetricsValues["alertmanager"], "config" | "templateFiles">;

/** A running Alertmanager. */
export interface Alertmanager extends Stoppable {
    url: string;
    fire(alerts: FiredAlert[]): Promise<void>;
}

/**
 * A real Alertmanager with a plan's configuration, at the pace of a test, and Slack's stand-in, which keeps what it is
 * sent.
 * @param externalUrl as the operator sets it: the Service's own where nobody gave one
 */
export async function startAlertmanager(
    planned: Planned,
    externalUrl: string,
): Promise<Alertmanager & { messages: SlackMessage[] }> {
    const messages: SlackMessage[] = [];
    const slack = await serve(async (request) => {
        messages.push((await json(request)) as SlackMessage);
        return { body: "ok" };
    });
    const webhook = planned.config.global.slack_api_url_file?.replace("/etc/alertmanager/", "");
    const files = webhook === undefined ? {} : { [webhook]: `${slack.url}/services/T0/B0/hush\n` };
    const server = await runAlertmanager(planned, { externalUrl, files });
    return {
        ...server,
        messages,
        async stop() {
            await server.stop();
            await slack.stop();
        },
    };
}

interface Surroundings {
    /** As the operator sets it: the Service's own where nobody gave one. */
    externalUrl: string;
    /** By their names below /etc/alertmanager, where the operator mounts Secrets. */
    files: Record<string, string>;
    env?: Record<string, string>;
    flags?: Record<string, string>;
}

/** One with files, environment and flags of its own. */
export async function runAlertmanager(
    { config, templateFiles }: Planned,
    { externalUrl, files, env = {}, flags: more = {} }: Surroundings,
): Promise<Alertmanager> {
    const folder = temporaryFolder("alertmanager");
    const mounted = (file: string): string => path.join(folder, file);
    // Where the operator mounts the configuration's Secret, and those that the plan names.
    const templates = Object.entries(templateFiles).map(([name, text]) => [`config/${name}`, text] as const);
    for (const [name, text] of [...templates, ...Object.entries(files)]) {
        mkdirSync(path.dirname(mounted(name)), { recursive: true });
        writeFileSync(mounted(name), text);
    }
    const quick = { ...config, route: { ...config.route, group_wait: "100ms", group_interval: "1s" } };
    writeFileSync(mounted("alertmanager.yaml"), stringify(quick).replaceAll("/etc/alertmanager/", `${folder}/`));

    const address = `127.0.0.1:${await freePort()}`;
    const flags = {
        "config.file": mounted("alertmanager.yaml"),
        "storage.path": mounted("data"),
        "web.listen-address": address,
        "web.external-url": externalUrl,
        "web.route-prefix": "/",
        "cluster.listen-address": "",
        ...more,
    };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const server = await startServer("alertmanager", args, `http://${address}/-/ready`, env);
    return {
        url: `http://${address}`,
        stop: () => server.stop(),
        async fire(alerts) {
            const headers = { "content-type": "application/json" };
            const answer = await fetch(`http://${address}/api/v2/alerts`, {
                method: "POST",
                headers,
                body: JSON.stringify(alerts),
            });
            if (!answer.ok) {
                throw new Error(`Alertmanager refuses alerts: ${answer.status} ${await answer.text()}`);
            }
        },
    };
}
