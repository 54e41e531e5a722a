import { alertTemplates, type Links, type Markup } from "./shared";

/** Slack's own markup. */
const markup: Markup = {
    safe: (text) => `{{ ${text} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`,
    strong: (text) => `*${text}*`,
    link: (address, words) => `<${address}|${words}>`,
    code: (text) => `\`${text}\``,
    newline: "\n",
    ended: ":white_check_mark: ",
};

/** Alertmanager's default text for Slack is empty, and its links work only inside the cluster. */
export function slackTemplates(links: Links): string[] {
    return [
        `{{ define "slack.default.title" }}{{ template "message.title" . }}{{ end }}`,
        `{{ define "slack.default.titlelink" -}}
{{ if ${links.out(".ExternalURL")} }}{{ template "__alertmanagerURL" . }}{{ end }}
{{- end }}`,
        `{{ define "slack.default.fallback" }}{{ template "message.title" . }}{{ end }}`,
        colorTemplate,
        `{{ define "slack.default.text" }}{{ template "slack.text" . }}{{ end }}`,
        ...alertTemplates("slack", links, markup),
    ];
}

const colorTemplate = `{{ define "slack.default.color" -}}
{{ $color := "warning" }}
{{- range .Alerts.Firing }}{{ if eq .Labels.severity "critical" }}{{ $color = "danger" }}{{ end }}{{ end }}
{{- if ne .Status "firing" }}{{ $color = "good" }}{{ end }}
{{- $color }}
{{- end }}`;
