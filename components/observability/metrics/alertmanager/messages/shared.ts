/** Where Alertmanager finds templates: the operator mounts every key of its configuration's Secret here. */
export const templateFolder = "/etc/alertmanager/config";

/** Alerts of one message that are told in full: Slack cuts a message at 40,000 characters, and nobody reads that far. */
const toldInFull = 5;

/** What is said of an address, depending on whether it leads out of the cluster. */
export interface Links {
    /** Regular expression of what does not. */
    inside: string;
    /** Condition that it does. */
    out: (url: string) => string;
    /** How to get at a server that only the cluster knows. */
    forward: (server: string, port: number) => string;
}

/** @param namespace where Prometheus and Alertmanager run */
export function linksOf(namespace: string): Links {
    // What the chart calls itself where it is not told an address:
    // http://kube-prometheus-stack-prometheus.observability:9090.
    const inside = String.raw`^$|^https?://[^/.]+\\.${namespace}(\\.svc[^/:]*)?(:|/|$)`;
    return {
        inside,
        out: (url) => `not (match "${inside}" ${url})`,
        forward: (server, port) =>
            `kubectl --namespace ${namespace} port-forward service/kube-prometheus-stack-${server} ${port}`,
    };
}

/** Minutes before an alert fires from which its dashboard shows what happened: longer than any of ours waits. */
export const shownBefore = 20;
/** Minutes after its end. */
const shownAfter = 5;

const minutes = (count: number): string => `${count * 60}000000000`;

/**
 * The address of an alert's dashboard, with the time from before it fired to now, or to after its end; empty where it has
 * none. An expression of Go's templates.
 *
 * @param alert the variable that has it @default the dot
 */
export function dashboardUrl(alert = ""): string {
    const url = `${alert}.Annotations.dashboard_url`;
    const from = `(${alert}.StartsAt.Add -${minutes(shownBefore)}).UnixMilli`;
    const until = `(printf "%d" (${alert}.EndsAt.Add ${minutes(shownAfter)}).UnixMilli)`;
    const to = `(or (and (eq ${alert}.Status "firing") "now") ${until})`;
    const address = `(printf "%s%sfrom=%d&to=%s" ${url} (or (and (match "[?]" ${url}) "&") "?") ${from} ${to})`;
    return `(or (and (match "^https?://" ${url}) ${address}) "")`;
}

/** How one kind of receiver writes what all say. Each is given a template's expression, or text. */
export interface Markup {
    /** What an expression comes to, so that nothing in it is taken for markup. */
    safe: (expression: string) => string;
    strong: (text: string) => string;
    link: (address: string, words: string) => string;
    code: (text: string) => string;
    /** Between two lines. */
    newline: string;
    /** Before an alert that has ended. */
    ended: string;
}

const time = (of: string): string => `{{ ${of}.UTC.Format "2006-01-02 15:04 UTC" }}`;
/** What stands in a template is said as it is, with no more white space than it has. */
const define = (name: string, ...parts: string[]): string => `{{ define "${name}" }}${parts.join("")}{{ end }}`;

/**
 * What every kind of message says, as templates `KIND.firing`, `KIND.resolved` and `KIND.next` and what they use. Links
 * are there only where they lead out of the cluster; otherwise the message says how to get there.
 */
export function alertTemplates(kind: string, links: Links, markup: Markup): string[] {
    const { safe, ended, newline } = markup;
    const over = `${ended}{{ template "${kind}.headline" $alert }}, ended ${time("$alert.EndsAt")}${newline}`;
    const headline = "or .Annotations.summary .Annotations.message .Labels.alertname";
    return [
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

/** The title of every kind of message: how many fire, what, where. */
export const titleTemplate = `{{ define "message.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}]
{{- print " " (or .CommonLabels.alertname "several alerts") }}
{{- with .CommonLabels.namespace }} in {{ . }}{{ end }}
{{- with .CommonLabels.cluster }} on {{ . }}{{ end }}
{{- end }}`;
