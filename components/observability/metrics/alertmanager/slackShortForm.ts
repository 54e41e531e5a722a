import type { Alerting } from "./config";

/** The Secret that `metrics.slack` has its webhook's address in. */
export const slackSecret = { secretName: "alertmanager-slack", key: "webhook-url" };

/** What `metrics.slack` stands for: a Slack receiver for all that no route takes. */
export function withSlack(alerting: Alerting, channel: string): Alerting {
    const name = "default";
    const receiver = { kind: "slack", name, channel, webhookUrl: slackSecret, sendResolved: true } as const;
    return { ...alerting, receivers: [receiver, ...alerting.receivers], defaultReceiver: name };
}
