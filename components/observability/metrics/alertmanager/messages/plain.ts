import { alertTemplates, type Links, type Markup } from "./shared";

const markup: Markup = {
    safe: (text) => `{{ ${text} }}`,
    strong: (text) => text,
    link: (address, words) => `${words}: ${address}`,
    code: (text) => text,
    newline: "\n",
    ended: "Over: ",
};

/** Text without markup: for SNS, the text part of a mail, and the details of a PagerDuty event. */
export function plainTemplates(links: Links): string[] {
    return [
        `{{ define "sns.default.subject" }}{{ template "message.title" . }}{{ end }}`,
        `{{ define "sns.default.message" }}{{ template "plain.text" . }}{{ end }}`,
        `{{ define "pagerduty.default.description" -}}
{{ template "message.title" . }}{{ range $index, $alert := .Alerts }}{{ if eq $index 0 }}: {{ template "plain.headline" $alert }}{{ end }}{{ end }}
{{- end }}`,
        `{{ define "pagerduty.default.clientURL" -}}
{{ if ${links.out(".ExternalURL")} }}{{ template "__alertmanagerURL" . }}{{ end }}
{{- end }}`,
        ...alertTemplates("plain", links, markup),
    ];
}
