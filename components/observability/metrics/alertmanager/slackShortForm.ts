import type { Alerting } from "./config";

/** The Secret with the webhook's address of `metrics.slack`. */
export const slackSecret = { secretName: "alertmanager-slack", key: "webhook-url" };

/** `metrics.slack` written out: a Slack receiver for everything that no route matches. */
export function withSlack(alerting: Alerting, channel: string): Alerting {
    const name = "default";
    const receiver = { kind: "slack", name, channel, webhookUrl: slackSecret, sendResolved: true } as const;
    return { ...alerting, receivers: [receiver, ...alerting.receivers], defaultReceiver: name };
}
