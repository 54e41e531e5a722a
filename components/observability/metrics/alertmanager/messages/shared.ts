import type { Served } from "../../../../../model/services";

/** Where Alertmanager finds templates: the operator mounts every key of its configuration's Secret here. */
export const templateFolder = "/etc/alertmanager/config";

/**
 * Number of alerts in a message that are described in full: Slack cuts a message at 40,000 characters, and nobody reads
 * that far.
 */
const toldInFull = 5;

/** Text about an address, depending on whether it is reachable from outside the cluster. */
export interface Links {
    /** Regular expression of addresses inside the cluster. */
    inside: string;
    /** Condition for an address that is reachable from outside. */
    out: (url: string) => string;
    /** How to reach a server inside the cluster. */
    forward: (server: Server, port: number) => string;
}

/** The Services of Prometheus and Alertmanager, in one namespace. */
export type Servers = Record<Server, Pick<Served, "service" | "namespace">>;
type Server = "prometheus" | "alertmanager";

export function linksOf(servers: Servers): Links {
    const { namespace } = servers.alertmanager;
    // The chart's default addresses: http://kube-prometheus-stack-prometheus.observability:9090.
    const inside = String.raw`^$|^https?://[^/.]+\\.${namespace}(\\.svc[^/:]*)?(:|/|$)`;
    return {
        inside,
        out: (url) => `not (match "${inside}" ${url})`,
        forward: (server, port) =>
            `kubectl --namespace ${namespace} port-forward service/${servers[server].service} ${port}`,
    };
}

/** Minutes before an alert fires from which on its dashboard is shown: longer than any of our alerts waits. */
export const shownBefore = 20;
/** Minutes after the alert's end. */
const shownAfter = 5;

const minutes = (count: number): string => `${count * 60}000000000`;

/**
 * The address of an alert's dashboard, with the time from before it fired until now, or until after its end; empty if
 * it has none. An expression of Go's templates.
 *
 * @param alert the variable that contains it
 * @default the dot
 */
export function dashboardUrl(alert = ""): string {
    const url = `${alert}.Annotations.dashboard_url`;
    const from = `(${alert}.StartsAt.Add -${minutes(shownBefore)}).UnixMilli`;
    const until = `(printf "%d" (${alert}.EndsAt.Add ${minutes(shownAfter)}).UnixMilli)`;
    const to = `(or (and (eq ${alert}.Status "firing") "now") ${until})`;
    const address = `(printf "%s%sfrom=%d&to=%s" ${url} (or (and (match "[?]" ${url}) "&") "?") ${from} ${to})`;
    return `(or (and (match "^https?://" ${url}) ${address}) "")`;
}

/** The markup of one kind of receiver. Functions take a template's expression, or text. */
export interface Markup {
    /** The expression's value, escaped so that nothing in it is taken for markup. */
    safe: (expression: string) => string;
    strong: (text: string) => string;
    link: (address: string, words: string) => string;
    code: (text: string) => string;
    /** Line break. */
    newline: string;
    /** Mark of a resolved alert. */
    ended: string;
}

const time = (of: string): string => `{{ ${of}.UTC.Format "2006-01-02 15:04 UTC" }}`;
/** A template without additional white space around its parts. */
const define = (name: string, ...parts: string[]): string => `{{ define "${name}" }}${parts.join("")}{{ end }}`;

/**
 * The text of every kind of message, as the template `KIND.text` with its parts.
 * Links appear only if they are reachable from outside the cluster; otherwise the message says how to get there.
 */
export function alertTemplates(kind: string, links: Links, markup: Markup): string[] {
    const { safe, ended, newline } = markup;
    const over = `${ended}{{ template "${kind}.headline" $alert }}, ended ${time("$alert.EndsAt")}${newline}`;
    const headline = "or .Annotations.summary .Annotations.message .Labels.alertname";
    const parts = ["firing", "resolved", "next"].map((part) => `{{ template "${kind}.${part}" . }}`);
    return [
        define(`${kind}.text`, ...parts),
        define(
            `${kind}.firing`,
            ...upToFive(".Alerts.Firing", "are firing", `{{ template "${kind}.alert" $alert }}`, newline),
        ),
        define(`${kind}.resolved`, ...upToFive(".Alerts.Resolved", "have ended", over, newline)),
        define(`${kind}.next`, ...nextSteps(links, markup)),
        define(`${kind}.alert`, ...oneAlert(kind, links, markup)),
        define(`${kind}.headline`, `{{ with ${headline} }}${safe('printf "%.300s" .')}{{ end }}`),
    ];
}

function upToFive(list: string, are: string, item: string, newline: string): string[] {
    return [
        `{{ range $index, $alert := ${list} }}{{ if lt $index ${toldInFull} }}${item}{{ end }}{{ end }}`,
        `{{ with len ${list} }}{{ if gt . ${toldInFull} }}`,
        `{{ . }} ${are}; these are the first ${toldInFull}.${newline}{{ end }}{{ end }}`,
    ];
}

function nextSteps({ inside, forward }: Links, { code, newline }: Markup): string[] {
    const look = `Look closer: ${code(forward("prometheus", 9090))}, then http://localhost:9090/alerts${newline}`;
    const silence = `Silence: ${code(forward("alertmanager", 9093))}, then http://localhost:9093${newline}`;
    return [
        `{{ if .Alerts.Firing }}`,
        `{{ with index .Alerts.Firing 0 }}{{ if match "${inside}" .GeneratorURL }}${look}{{ end }}{{ end }}`,
        `{{ if match "${inside}" .ExternalURL }}${silence}{{ end }}`,
        `{{ end }}`,
    ];
}

function oneAlert(kind: string, { out }: Links, { safe, strong, link, newline }: Markup): string[] {
    const shortened = `(or (and (lt (len .GeneratorURL) 2000) .GeneratorURL) (reReplaceAll "/graph.*" "/alerts" .GeneratorURL))`;
    const line = (text: string): string => `${text}${newline}`;
    return [
        line(strong(`{{ template "${kind}.headline" . }}`)),
        safe('or .Labels.severity "no severity"'),
        `{{ with .Labels.service }}, service ${safe(".")}{{ end }}`,
        line(`, since ${time(".StartsAt")}`),
        `{{ with .Annotations.description }}${line(safe('printf "%.700s" .'))}{{ end }}`,
        `{{ with ${dashboardUrl()} }}${line(link("{{ . }}", "Dashboard"))}{{ end }}`,
        `{{ if match "^https?://" .Annotations.runbook_url }}${line(link("{{ .Annotations.runbook_url }}", "Runbook"))}`,
        `{{ else if .Annotations.runbook }}${line(`Runbook: ${safe(".Annotations.runbook")}`)}{{ end }}`,
        `{{ if ${out(".GeneratorURL")} }}${line(link(`{{ ${shortened} }}`, "Source"))}{{ end }}`,
        newline,
    ];
}

/** The title of every kind of message: how many alerts fire, which, and where. */
export const titleTemplate = `{{ define "message.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}]
{{- print " " (or .CommonLabels.alertname "several alerts") }}
{{- with .CommonLabels.namespace }} in {{ . }}{{ end }}
{{- with .CommonLabels.cluster }} on {{ . }}{{ end }}
{{- end }}`;
