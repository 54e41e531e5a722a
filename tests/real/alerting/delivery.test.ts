import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { json, text } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { MetricsValues } from "../../../components/observability/metrics/values";
import { dashboardAddress } from "../../../model/dashboards";
import { planWith, rulesOf, valuesOf } from "../../tools/plan/stacks";
import { until } from "../eventually";
import { promtool, ruleFile } from "../promtool";
import { type Alertmanager, type FiredAlert, runAlertmanager } from "../verify/servers/alertmanager";
import { serve } from "../verify/servers/http";
import { temporaryFolder } from "../verify/servers/processes";

/** What was sent to a stand-in, as it came: headers of HTTP, and a body that was JSON or a form. */
interface Posted {
    path: string;
    headers: Record<string, unknown>;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each service's own form
    body: any;
}

type Stub = Awaited<ReturnType<typeof serve>> & { posted: Posted[] };

/** Takes all that is posted. */
async function stub(answer = "", status = 200): Promise<Stub> {
    const posted: Posted[] = [];
    const server = await serve(async (request, { pathname }) => {
        const isJson = String(request.headers["content-type"]).includes("json");
        const body = isJson ? await json(request) : Object.fromEntries(new URLSearchParams(await text(request)));
        posted.push({ path: pathname, headers: request.headers, body });
        return { body: answer, status };
    });
    return { ...server, posted };
}

/** A server for mail that demands TLS and a login, as those do that one sends to. */
async function mailServer(): Promise<{ port: number; mails: ParsedMail[]; ca: string; stop(): Promise<void> }> {
    const folder = temporaryFolder("smtp");
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name)) as [string, string];
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", "-days", "2", ...made, ...subject], { stdio: "pipe" });
    const mails: ParsedMail[] = [];
    const server = new SMTPServer({
        key: readFileSync(key),
        cert: readFileSync(cert),
        onAuth: ({ username, password }, _, done) =>
            username === "kong" && password === "mail-password"
                ? done(null, { user: username })
                : done(new Error("wrong login")),
        onData: (stream, session, done) =>
            void simpleParser(stream).then((mail) => {
                assert.ok(session.secure);
                mails.push(mail);
                done();
            }, done),
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.server.address() as AddressInfo;
    return { port, mails, ca: cert, stop: () => new Promise((done) => server.close(() => done())) };
}

const started = new Date(Date.UTC(2026, 0, 2, 3, 4));
const dashboard = "https://grafana.example.com/d/kong-gateway-signals?orgId=1&var-service=orders";
const shownFrom = started.getTime() - 20 * 60_000;
const link = `${dashboard}&from=${shownFrom}&to=now`;
const runbook = "https://git.example.com/kong-observability/blob/main/docs/runbooks/UpstreamUnreachable.md";

describe("a real Alertmanager delivers to every kind of receiver, firing and resolved", function () {
    this.timeout(90_000);
    let alertmanager: Alertmanager;
    let stubs: Record<"webhook" | "pagerduty" | "teams" | "sns", Stub>;
    let mail: Awaited<ReturnType<typeof mailServer>>;
    let alert: FiredAlert;

    before(async () => {
        const sns =
            '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
        stubs = {
            webhook: await stub(),
            pagerduty: await stub('{"status":"success"}', 202),
            teams: await stub("", 202),
            sns: await stub(sns),
        };
        mail = await mailServer();
        const secret = (key: string): object => ({ secretName: "receivers", key });
        const login = { username: "kong", password: secret("smtp") };
        const receivers = [
            { name: "hook", kind: "webhook", webhookUrl: secret("webhook"), bearerToken: secret("token") },
            { name: "mail", kind: "email", to: ["sre@example.com"], from: "kong@example.com", login },
            { name: "page", kind: "pagerduty", routingKey: secret("pagerduty") },
            { name: "teams", kind: "msteams", webhookUrl: secret("teams") },
            { name: "topic", kind: "sns", topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts" },
        ].map((each) => (each.kind === "email" ? { ...each, smarthost: `127.0.0.1:${mail.port}` } : each));
        const routes = receivers.map(({ name }) => ({ receiver: name, continue: true }));
        const plan = await planWith("access-kong", { alerts: { receivers, routes } });
        const values = (valuesOf(plan, "metrics-kube-prometheus-stack") as MetricsValues).alertmanager;
        const {
            alert: name,
            labels,
            annotations,
        } = rulesOf(plan).find((rule) => rule.alert === "UpstreamUnreachable")!;
        // As Prometheus fills them in, which the test of its own tool below holds.
        const filled = (template = ""): string =>
            template
                .replace("{{ with $labels.service }}&var-service={{ . | urlquery }}{{ end }}", "&var-service=orders")
                .replaceAll("{{ $labels.service }}", "orders")
                .replaceAll(/\{\{ \$value[^}]*\}\}/g, "42%");
        alert = {
            labels: { alertname: name!, namespace: "kong", service: "orders", cluster: "kong-prod", ...labels },
            annotations: Object.fromEntries(Object.entries(annotations!).map(([key, value]) => [key, filled(value)])),
            generatorURL: "https://prometheus.example.com/graph?g0.expr=up&g0.tab=1",
            startsAt: started.toISOString(),
        };
        // Addresses that are credentials come from files, as in a cluster. What has a public address in the configuration
        // is led here from outside of it: PagerDuty by Alertmanager's global default, SNS by the AWS SDK's environment.
        const { config } = values;
        const led = { ...config, global: { ...config.global, pagerduty_url: `${stubs.pagerduty.url}/v2/enqueue` } };
        alertmanager = await runAlertmanager(
            { ...values, config: led },
            {
                externalUrl: "https://alerts.example.com",
                files: {
                    "secrets/receivers/webhook": `${stubs.webhook.url}/alerts`,
                    "secrets/receivers/token": "hook-token",
                    "secrets/receivers/smtp": "mail-password",
                    "secrets/receivers/pagerduty": "0123456789abcdef0123456789abcdef",
                    "secrets/receivers/teams": `${stubs.teams.url}/workflow`,
                },
                env: {
                    SSL_CERT_FILE: mail.ca,
                    AWS_ENDPOINT_URL_SNS: stubs.sns.url,
                    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
                    AWS_SECRET_ACCESS_KEY: "test",
                },
            },
        );
        await alertmanager.fire([alert]);
        const arrived = (count: number): boolean =>
            Object.values(stubs).every(({ posted }) => posted.length >= count) && mail.mails.length >= count;
        await until("messages that it fires", 20, () => arrived(1));
        await alertmanager.fire([{ ...alert, endsAt: new Date().toISOString() }]);
        await until("messages that it is over", 20, () => arrived(2));
    });
    after(async () => {
        await alertmanager?.stop();
        await mail?.stop();
        await Promise.all(Object.values(stubs ?? {}).map((each) => each.stop()));
    });

    it("a webhook, as data, with the token that a file has", () => {
        const [firing, over] = stubs.webhook.posted;
        assert.equal(firing?.path, "/alerts");
        assert.equal(firing?.headers.authorization, "Bearer hook-token");
        assert.deepEqual([firing?.body.status, over?.body.status], ["firing", "resolved"]);
        assert.equal(firing?.body.alerts[0].annotations.dashboard_url, dashboard);
        assert.equal(firing?.body.alerts[0].annotations.runbook_url, runbook);
    });

    it("mail, by TLS and with a login, as text and as HTML", () => {
        const [firing, over] = mail.mails;
        assert.equal(firing?.subject, "[FIRING 1] UpstreamUnreachable in kong on kong-prod");
        assert.equal(firing?.from?.text, "kong@example.com");
        assert.equal(
            firing?.text?.trim(),
            [
                "Kong does not reach orders: 42% of its requests",
                "warning, service orders, since 2026-01-02 03:04 UTC",
                alert.annotations.description,
                `Dashboard: ${link}`,
                `Runbook: ${runbook}`,
                `Source: ${alert.generatorURL}`,
            ].join("\n"),
        );
        const html = String(firing?.html);
        assert.ok(html.includes(`<a href="${link.replaceAll("&", "&amp;")}">Dashboard</a>`), html);
        assert.ok(html.includes(`<a href="${runbook}">Runbook</a>`), html);
        assert.match(html, /<b>Kong does not reach orders: 42% of its requests<\/b>/);
        assert.equal(over?.subject, "[RESOLVED] UpstreamUnreachable in kong on kong-prod");
        assert.match(over?.text ?? "", /^Over: Kong does not reach orders: 42% of its requests, ended \d{4}-/);
        assert.match(String(over?.html), /Over: Kong does not reach orders/);
    });

    it("PagerDuty, with a title that says what is wrong, and links", () => {
        const [firing, over] = stubs.pagerduty.posted;
        const { payload, links, event_action, routing_key, client_url } = firing?.body ?? {};
        assert.deepEqual([event_action, routing_key], ["trigger", "0123456789abcdef0123456789abcdef"]);
        assert.match(client_url, /^https:\/\/alerts\.example\.com\/#\/alerts/);
        assert.equal(
            payload.summary,
            "[FIRING 1] UpstreamUnreachable in kong on kong-prod: Kong does not reach orders: 42% of its requests",
        );
        const { severity, source, component, group, class: kind } = payload;
        assert.deepEqual(
            [severity, source, component, group, kind],
            ["warning", "kong-prod", "orders", "kong", "UpstreamUnreachable"],
        );
        assert.match(payload.custom_details.firing, /^Kong does not reach orders[^]*Runbook: https:/);
        assert.deepEqual(links, [
            { href: link, text: "Dashboard" },
            { href: runbook, text: "Runbook" },
        ]);
        assert.deepEqual([over?.body.event_action, over?.body.dedup_key], ["resolve", firing?.body.dedup_key]);
    });

    it("Microsoft Teams, as a card with links", () => {
        const [firing, over] = stubs.teams.posted.map(({ body }) => body.attachments[0].content.body);
        assert.equal(firing[0].text, "[FIRING 1] UpstreamUnreachable in kong on kong-prod");
        assert.equal(
            firing[1].text.trim(),
            [
                "**Kong does not reach orders: 42% of its requests**",
                "warning, service orders, since 2026-01-02 03:04 UTC",
                alert.annotations.description,
                `[Dashboard](${link})`,
                `[Runbook](${runbook})`,
                `[Source](${alert.generatorURL})`,
            ].join("\n\n"),
        );
        assert.equal(over[0].text, "[RESOLVED] UpstreamUnreachable in kong on kong-prod");
        assert.match(over[1].text, /^Over: Kong does not reach orders/);
    });

    it("SNS, with the pod's own credentials", () => {
        const [firing, over] = stubs.sns.posted;
        assert.match(String(firing?.headers.authorization), /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/.*\/sns\//);
        assert.deepEqual(
            [firing?.body.Action, firing?.body.TopicArn, firing?.body.Subject],
            [
                "Publish",
                "arn:aws:sns:eu-central-1:123456789012:alerts",
                "[FIRING 1] UpstreamUnreachable in kong on kong-prod",
            ],
        );
        assert.ok(firing?.body.Message.includes(`Dashboard: ${link}\n`), firing?.body.Message);
        assert.equal(over?.body.Subject, "[RESOLVED] UpstreamUnreachable in kong on kong-prod");
    });
});

describe("Prometheus fills in the address of an alert's dashboard", () => {
    const expected = (labels: Record<string, string>, address: string): void => {
        const rule = {
            alert: "Demo",
            expr: "demo == 1",
            annotations: {
                dashboard_url: dashboardAddress("https://grafana.example.com", { name: "gateway", by: ["service"] }),
            },
        };
        const series = `demo{${Object.entries(labels)
            .map(([name, value]) => `${name}="${value}"`)
            .join(", ")}}`;
        promtool(["test", "rules", "test.yaml"], {
            "rules.yaml": ruleFile([rule]),
            "test.yaml": {
                rule_files: ["rules.yaml"],
                evaluation_interval: "1m",
                tests: [
                    {
                        interval: "1m",
                        input_series: [{ series, values: "1x5" }],
                        alert_rule_test: [
                            {
                                eval_time: "2m",
                                alertname: "Demo",
                                exp_alerts: [{ exp_labels: labels, exp_annotations: { dashboard_url: address } }],
                            },
                        ],
                    },
                ],
            },
        });
    };
    const base = "https://grafana.example.com/d/kong-gateway-signals?orgId=1";

    it("with the alert's labels, written for an address", () =>
        expected({ service: "orders & co" }, `${base}&var-service=orders+%26+co`));
    it("and without those that it lacks", () => expected({ pod: "a" }, base));
});
