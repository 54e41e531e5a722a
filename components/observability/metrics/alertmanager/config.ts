import { templateFolder } from "./slackTemplates";

/** Where alerts go besides Alertmanager's own page. */
export interface SlackReceiver {
    channel: string;
    /** Secret with `webhook-url`. */
    secretName: string;
}

/** Alertmanager's configuration, of which only the keys that we set. */
export interface AlertmanagerConfig {
    global: { resolve_timeout: string; slack_api_url_file?: string };
    templates: string[];
    route: {
        receiver: string;
        group_by: string[];
        group_wait: string;
        group_interval: string;
        repeat_interval: string;
        routes: { receiver: string; matchers: string[] }[];
    };
    receivers: { name: string; slack_configs?: { channel: string; send_resolved: true }[] }[];
    inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
}

/** Helm replaces lists, so routes and receivers are given whole. What a message says is in `slackTemplates`. */
export function alertmanagerConfig(slack: SlackReceiver | undefined): AlertmanagerConfig {
    const slackConfigs = slack && [{ channel: slack.channel, send_resolved: true as const }];
    return {
        global: {
            resolve_timeout: "5m",
            // alertmanagerSpec.secrets mounts each Secret in this folder.
            ...(slack && { slack_api_url_file: `/etc/alertmanager/secrets/${slack.secretName}/webhook-url` }),
        },
        templates: [`${templateFolder}/*.tmpl`],
        route: {
            receiver: "default",
            group_by: ["alertname", "namespace"],
            group_wait: "30s",
            group_interval: "5m",
            repeat_interval: "12h",
            // Watchdog always fires and InfoInhibitor only mutes others: both are for machines.
            routes: [{ receiver: "null", matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] }],
        },
        receivers: [{ name: "null" }, { name: "default", ...(slackConfigs && { slack_configs: slackConfigs }) }],
        inhibit_rules: [
            {
                source_matchers: ['severity = "critical"'],
                target_matchers: ['severity =~ "warning|info"'],
                equal: ["namespace", "alertname"],
            },
            {
                source_matchers: ['severity = "warning"'],
                target_matchers: ['severity = "info"'],
                equal: ["namespace", "alertname"],
            },
            {
                source_matchers: ['alertname = "InfoInhibitor"'],
                target_matchers: ['severity = "info"'],
                equal: ["namespace"],
            },
        ],
    };
}
