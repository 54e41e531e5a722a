/** Where Alertmanager finds them: the operator mounts every key of its configuration's Secret here. */
export const templateFolder = "/etc/alertmanager/config";

/**
 * Alerts of one message that are told in full: Slack cuts a message at 40,000 characters, and nobody reads that far.
 */
const toldInFull = 5;

/** What Slack takes for markup. */
const escaped = (text: string): string =>
    `{{ ${text} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`;

/**
 * Alertmanager's own templates for Slack, defined anew, so that every Slack receiver uses them, one that an override
 * brings too: its `slack.default.text` is empty, and its links lead to names that only the cluster knows. Links are
 * there only where they lead out of it; otherwise the message says how to get there.
 *
 * @param namespace where Prometheus and Alertmanager run
 */
export function slackTemplates(namespace: string): string {
    const links = linksOf(namespace);
    const templates = [titleTemplate, titleLink(links), fallbackTemplate, colorTemplate, textTemplate(links)];
    return [...templates, alertTemplate(links), headlineTemplate, sourceTemplate].map((each) => `${each}\n`).join("\n");
}

/** What is said of an address, depending on whether it leads out of the cluster. */
interface Links {
    /** Regular expression of what does not. */
    inside: string;
    /** Condition that it does. */
    out: (url: string) => string;
    /** How to get at a server that only the cluster knows. */
    forward: (server: string, port: number) => string;
}

function linksOf(namespace: string): Links {
    // What the chart calls itself where it is not told an address:
    // http://kube-prometheus-stack-prometheus.observability:9090.
    const inside = String.raw`^$|^https?://[^/.]+\\.${namespace}(\\.svc[^/:]*)?(:|/|$)`;
    return {
        inside,
        out: (url) => `not (match "${inside}" ${url})`,
        forward: (server, port) =>
            `\`kubectl --namespace ${namespace} port-forward service/kube-prometheus-stack-${server} ${port}\``,
    };
}

const titleTemplate = `{{ define "slack.default.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}]
{{- print " " (or .CommonLabels.alertname "several alerts") }}
{{- with .CommonLabels.namespace }} in {{ . }}{{ end }}
{{- with .CommonLabels.cluster }} on {{ . }}{{ end }}
{{- end }}`;

const titleLink = ({ out }: Links): string => `{{ define "slack.default.titlelink" -}}
{{ if ${out(".ExternalURL")} }}{{ template "__alertmanagerURL" . }}{{ end }}
{{- end }}`;

const fallbackTemplate = `{{ define "slack.default.fallback" }}{{ template "slack.default.title" . }}{{ end }}`;

const colorTemplate = `{{ define "slack.default.color" -}}
{{ $color := "warning" }}
{{- range .Alerts.Firing }}{{ if eq .Labels.severity "critical" }}{{ $color = "danger" }}{{ end }}{{ end }}
{{- if ne .Status "firing" }}{{ $color = "good" }}{{ end }}
{{- $color }}
{{- end }}`;

const textTemplate = (links: Links): string => `{{ define "slack.default.text" -}}
${firingText}
${resolvedText}
${nextSteps(links)}
{{- end }}`;

const firingText = `{{ range $index, $alert := .Alerts.Firing }}{{ if lt $index ${toldInFull} }}{{ template "slack.alert" $alert }}
{{ end }}{{ end }}
{{- with len .Alerts.Firing }}{{ if gt . ${toldInFull} }}_{{ . }} are firing; these are the first ${toldInFull}._
{{ end }}{{ end }}`;

const resolvedText = `{{- range $index, $alert := .Alerts.Resolved }}{{ if lt $index ${toldInFull} -}}
:white_check_mark: {{ template "slack.headline" $alert }}, ended {{ $alert.EndsAt.UTC.Format "2006-01-02 15:04 UTC" }}
{{ end }}{{ end }}
{{- with len .Alerts.Resolved }}{{ if gt . ${toldInFull} }}_{{ . }} have ended; these are the first ${toldInFull}._
{{ end }}{{ end }}`;

const nextSteps = ({ inside, forward }: Links): string =>
    `{{- if .Alerts.Firing }}{{ with index .Alerts.Firing 0 }}{{ if match "${inside}" .GeneratorURL -}}
Look closer: ${forward("prometheus", 9090)}, then http://localhost:9090/alerts
{{ end }}{{ end }}
{{- if match "${inside}" .ExternalURL -}}
Silence: ${forward("alertmanager", 9093)}, then http://localhost:9093
{{ end }}{{ end }}`;

const alertTemplate = ({ out }: Links): string => `{{ define "slack.alert" -}}
*{{ template "slack.headline" . }}*
{{ or .Labels.severity "no severity" }}, since {{ .StartsAt.UTC.Format "2006-01-02 15:04 UTC" }}
{{ with .Annotations.description }}${escaped('printf "%.700s" .')}
{{ end }}
{{- if match "^https?://" .Annotations.runbook_url }}<{{ .Annotations.runbook_url }}|Runbook>
{{ else if .Annotations.runbook }}Runbook: ${escaped(".Annotations.runbook")}
{{ end }}
{{- if ${out(".GeneratorURL")} }}<{{ template "slack.source" . }}|Source>
{{ end }}
{{- end }}`;

const headlineTemplate = `{{ define "slack.headline" -}}
{{ with or .Annotations.summary .Annotations.message .Labels.alertname }}${escaped('printf "%.300s" .')}{{ end }}
{{- end }}`;

const sourceTemplate = `{{ define "slack.source" -}}
{{ if lt (len .GeneratorURL) 2000 }}{{ .GeneratorURL }}
{{- else }}{{ reReplaceAll "/graph.*" "/alerts" .GeneratorURL }}{{ end }}
{{- end }}`;
