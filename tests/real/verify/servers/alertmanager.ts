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

/**
 * A real Alertmanager with a plan's configuration, at the pace of a test, and Slack's stand-in, which keeps what it is
 * sent.
 * @param externalUrl as the operator sets it: the Service's own where nobody gave one
 */
export async function startAlertmanager(
    { config, templateFiles }: Pick<MetricsValues["alertmanager"], "config" | "templateFiles">,
    externalUrl: string,
): Promise<Stoppable & { url: string; messages: SlackMessage[]; fire(alerts: FiredAlert[]): Promise<void> }> {
    const messages: SlackMessage[] = [];
    const slack = await serve(async (request) => {
        messages.push((await json(request)) as SlackMessage);
        return { body: "ok" };
    });
    const folder = temporaryFolder("alertmanager");
    const mounted = (file: string): string => path.join(folder, file);
    // Where the operator mounts the configuration's Secret, and those that the plan names.
    for (const [name, text] of Object.entries(templateFiles)) {
        mkdirSync(mounted("config"), { recursive: true });
        writeFileSync(mounted(`config/${name}`), text);
    }
    const webhook = config.global.slack_api_url_file?.replace("/etc/alertmanager/", "");
    if (webhook !== undefined) {
        mkdirSync(path.dirname(mounted(webhook)), { recursive: true });
        writeFileSync(mounted(webhook), `${slack.url}/services/T0/B0/hush\n`);
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
    };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const server = await startServer("alertmanager", args, `http://${address}/-/ready`);
    return {
        url: `http://${address}`,
        messages,
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
        async stop() {
            await server.stop();
            await slack.stop();
        },
    };
}
