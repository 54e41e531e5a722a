import type { Credential } from "../../../../model/credentials";
import { secretKeyOf } from "../../../shared/credentials";
import { dashboardUrl } from "./messages/shared";

/** Receivers of alerts. Secrets are references, and Alertmanager reads them from files. */
export type Receiver = { name: string; sendResolved: boolean } & (Slack | Email | PagerDuty | Webhook | Sns | MsTeams);

interface Slack {
    kind: "slack";
    channel: string;
    /** Either this or a bot's token. */
    webhookUrl?: Credential;
    botToken?: Credential;
    username?: string;
    iconEmoji?: string;
}

interface Email {
    kind: "email";
    to: string[];
    from: string;
    /** `host:port` */
    smarthost: string;
    requireTls: boolean;
    hello?: string;
    login?: Login;
}

interface PagerDuty {
    kind: "pagerduty";
    routingKey: Credential;
    url?: string;
}

interface Webhook {
    kind: "webhook";
    /** A text is an address inside the cluster. */
    webhookUrl: string | Credential;
    bearerToken?: Credential;
    basicAuth?: Login;
    /** 0 means all. */
    maxAlerts: number;
}

interface Sns {
    kind: "sns";
    topicArn: string;
    /** For a cluster that is not created here. */
    roleArn?: string;
    subject?: string;
}

interface MsTeams {
    kind: "msteams";
    webhookUrl: Credential;
}

interface Login {
    username: string;
    password: Credential;
}

/** The Secret with the stack's `credentials` that receivers use. */
export const receiversSecret = "alertmanager-receivers";

/** The file with a receiver's credential: `alertmanagerSpec.secrets` mounts each Secret in this folder. */
export function fileOf(credential: Credential): string {
    const { name, key } = secretKeyOf(credential, receiversSecret);
    return `/etc/alertmanager/secrets/${name}/${key}`;
}

/** All credentials of the receivers. */
export function credentialsOf(receivers: readonly Receiver[]): Credential[] {
    return receivers
        .flatMap((receiver) => {
            switch (receiver.kind) {
                case "slack":
                    return [receiver.webhookUrl, receiver.botToken];
                case "email":
                    return [receiver.login?.password];
                case "pagerduty":
                    return [receiver.routingKey];
                case "webhook":
                    return [
                        typeof receiver.webhookUrl === "string" ? undefined : receiver.webhookUrl,
                        receiver.bearerToken,
                        receiver.basicAuth?.password,
                    ];
                case "msteams":
                    return [receiver.webhookUrl];
                case "sns":
                    return [];
            }
        })
        .filter((credential) => credential !== undefined);
}

/** Names of the Secrets that Alertmanager mounts for them. */
export function mountedSecrets(receivers: readonly Receiver[]): string[] {
    return [...new Set(credentialsOf(receivers).map((used) => secretKeyOf(used, receiversSecret).name))];
}

/** The role of Alertmanager's service account by IRSA, on a cluster that is not created here. */
export function topicsRole(receivers: readonly Receiver[]): string | undefined {
    return receivers.flatMap((receiver) => (receiver.kind === "sns" ? (receiver.roleArn ?? []) : []))[0];
}

/** A receiver of Alertmanager, with the list that sends. */
export type ReceiverConfig = { name: string } & Partial<Record<SenderKey, object[]>>;
type SenderKey = `${"slack" | "email" | "pagerduty" | "webhook" | "sns" | "msteamsv2"}_configs`;

/**
 * A receiver in Alertmanager's form (config/notifiers.go and notify/NAME/config.go at 0.34), with only the fields that
 * Prometheus' operator 0.93 knows too: it refuses all others (pkg/alertmanager/types.go).
 *
 * @param globalSlackFile the file in `global.slack_api_url_file`, which a receiver need not repeat
 */
export function receiverConfig(receiver: Receiver, globalSlackFile: string | undefined): ReceiverConfig {
    const { name, sendResolved: send_resolved } = receiver;
    switch (receiver.kind) {
        case "slack":
            return { name, slack_configs: [{ ...slackConfig(receiver, globalSlackFile), send_resolved }] };
        case "email":
            return { name, email_configs: [{ ...emailConfig(receiver), send_resolved }] };
        case "pagerduty":
            return { name, pagerduty_configs: [{ ...pagerDutyConfig(receiver), send_resolved }] };
        case "webhook":
            return { name, webhook_configs: [{ ...webhookConfig(receiver), send_resolved }] };
        case "sns":
            return { name, sns_configs: [{ ...snsConfig(receiver), send_resolved }] };
        case "msteams":
            // Its predecessor, msteams_configs, uses Office 365 connectors, which Microsoft has shut down.
            return { name, msteamsv2_configs: [{ webhook_url_file: fileOf(receiver.webhookUrl), send_resolved }] };
    }
}

function slackConfig({ channel, webhookUrl, botToken, username, iconEmoji }: Slack, globalFile?: string): object {
    const file = webhookUrl && fileOf(webhookUrl);
    return {
        channel,
        ...(file !== undefined && file !== globalFile && { api_url_file: file }),
        ...(botToken && { app_token_file: fileOf(botToken) }),
        ...(username !== undefined && { username }),
        ...(iconEmoji !== undefined && { icon_emoji: iconEmoji }),
    };
}

function emailConfig({ to, from, smarthost, requireTls, hello, login }: Email): object {
    return {
        to: to.join(", "),
        from,
        smarthost,
        require_tls: requireTls,
        text: '{{ template "plain.text" . }}',
        ...(hello !== undefined && { hello }),
        ...(login && { auth_username: login.username, auth_password_file: fileOf(login.password) }),
    };
}

function pagerDutyConfig({ routingKey, url }: PagerDuty): object {
    const link = (href: string, text: string): object => ({ href, text });
    const first = "{{ range $index, $alert := .Alerts }}{{ if eq $index 0 }}";
    return {
        routing_key_file: fileOf(routingKey),
        ...(url !== undefined && { url }),
        // PagerDuty refuses an event with a severity other than these four.
        severity:
            '{{ if match "^(critical|warning|error|info)$" .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end }}',
        source: '{{ or .CommonLabels.cluster "Alertmanager" }}',
        component: "{{ .CommonLabels.service }}",
        group: "{{ .CommonLabels.namespace }}",
        class: "{{ .CommonLabels.alertname }}",
        details: {
            firing: '{{ template "plain.firing" . }}',
            resolved: '{{ template "plain.resolved" . }}',
        },
        // One without an address is left out (notify/pagerduty/pagerduty.go).
        links: [
            link(`${first}{{ ${dashboardUrl("$alert")} }}{{ end }}{{ end }}`, "Dashboard"),
            link(
                '{{ if match "^https?://" .CommonAnnotations.runbook_url }}{{ .CommonAnnotations.runbook_url }}{{ end }}',
                "Runbook",
            ),
        ],
    };
}

function webhookConfig({ webhookUrl: url, bearerToken, basicAuth, maxAlerts }: Webhook): object {
    const http_config = {
        ...(bearerToken && { authorization: { credentials_file: fileOf(bearerToken) } }),
        ...(basicAuth && {
            basic_auth: { username: basicAuth.username, password_file: fileOf(basicAuth.password) },
        }),
    };
    return {
        ...(typeof url === "string" ? { url } : { url_file: fileOf(url) }),
        ...(Object.keys(http_config).length > 0 && { http_config }),
        ...(maxAlerts > 0 && { max_alerts: maxAlerts }),
    };
}

function snsConfig({ topicArn, subject }: Sns): object {
    return {
        topic_arn: topicArn,
        // The pod's own credentials are used: only the region is set.
        sigv4: { region: topicArn.split(":")[3] ?? "" },
        ...(subject !== undefined && { subject }),
    };
}
