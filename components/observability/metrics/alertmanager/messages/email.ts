import { alertTemplates, type Links, type Markup } from "./shared";

/** HTML; Alertmanager itself escapes the values that it inserts. */
const markup: Markup = {
    safe: (text) => `{{ ${text} }}`,
    strong: (text) => `<b>${text}</b>`,
    link: (address, words) => `<a href="${address}">${words}</a>`,
    code: (text) => `<code>${text}</code>`,
    newline: "<br>\n",
    ended: "Over: ",
};

/** HTML mail; the plain-text part is that of `plain`. */
export function emailTemplates(links: Links): string[] {
    return [
        `{{ define "email.default.subject" }}{{ template "message.title" . }}{{ end }}`,
        `{{ define "email.default.html" -}}
<!DOCTYPE html>
<html><body style="font-family: sans-serif; line-height: 1.5">
<h3 style="color: {{ if eq .Status "firing" }}#b3261e{{ else }}#1e7d32{{ end }}">{{ template "message.title" . }}</h3>
<p>{{ template "email.text" . }}</p>
</body></html>
{{- end }}`,
        ...alertTemplates("email", links, markup),
    ];
}
