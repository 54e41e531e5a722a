import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { json } from "node:stream/consumers";
import type { MetricsValues } from "../../../components/observability/metrics/values";
import { root } from "../../../tools/plan/evaluate";
import type { Result } from "../../../tools/verify/checks/check";
import { planWith, valuesOf } from "../../tools/plan/stacks";
import { until } from "../eventually";
import { type Alertmanager, runAlertmanager } from "./servers/alertmanager";
import { serve } from "./servers/http";
import { startKubernetes, type StubService } from "./servers/kubernetes";
import { freePort, type Stoppable, temporaryFolder } from "./servers/processes";

interface Message {
    status: string;
    receiver: string;
    alerts: { labels: Record<string, string>; annotations: Record<string, string> }[];
}

const secret = (key: string): object => ({ secretName: "receivers", key });
const hook = (name: string): object => ({ name, kind: "webhook", webhookUrl: secret(name) });
/** One that works, one that is refused, one that nobody listens to, and nobody for what is informative. */
const alerts = {
    receivers: [hook("chat"), hook("refused"), hook("gone"), hook("shop")],
    routes: [
        { receiver: "refused", severity: "critical", continue: true },
        { receiver: "gone", matchers: ['team = "lost"'] },
        { receiver: "shop", namespaces: ["shop"], severity: ["warning"] },
        { receiver: "nobody", severity: "info" },
        { receiver: "chat", severity: ["critical", "warning"] },
    ],
};

describe("npm run verify -- STACK --alert, with real Alertmanagers", function () {
    this.timeout(120_000);
    const services: StubService[] = [];
    const messages: Message[] = [];
    const started: Stoppable[] = [];
    const alertmanagers: Alertmanager[] = [];
    let outputs: Record<string, unknown>;

    before(async () => {
        const plan = await planWith("dev", { alerts, metrics: { replicas: 2 } });
        const values = (valuesOf(plan, "metrics-kube-prometheus-stack") as MetricsValues).alertmanager;
        const receiver = await serve(async (request, { pathname }) => {
            if (pathname === "/refused") {
                return { status: 401, body: "wrong token" };
            }
            messages.push((await json(request)) as Message);
            return { body: "ok" };
        });
        const files = {
            "secrets/receivers/chat": `${receiver.url}/chat`,
            "secrets/receivers/shop": `${receiver.url}/shop`,
            "secrets/receivers/refused": `${receiver.url}/refused`,
            "secrets/receivers/gone": `http://127.0.0.1:${await freePort()}/`,
        };
        const kubernetes = await startKubernetes({ services, secrets: [], datasourceFiles: {} });
        started.push(receiver, kubernetes);
        // A pair, whose members know of each other.
        const peers = [await freePort(), await freePort()].map((port) => `127.0.0.1:${port}`);
        for (const peer of peers) {
            const flags = {
                "enable-feature": values.enableFeatures.join(","),
                "cluster.listen-address": peer,
                "cluster.peer": peers[0]!,
                "cluster.settle-timeout": "1s",
            };
            const server = await runAlertmanager(values, { externalUrl: "http://am.observability:9093", files, flags });
            alertmanagers.push(server);
            started.push(server);
        }
        services.push({
            namespace: "observability",
            name: "kube-prometheus-stack-alertmanager",
            port: 9093,
            pods: alertmanagers.map(({ url }, index) => ({
                name: `alertmanager-${index}`,
                port: Number(new URL(url).port),
                ready: true,
            })),
        });
        const address = "http://a.kong.svc:80";
        outputs = {
            ...plan.outputs.values,
            kubeconfig: kubernetes.kubeconfig,
            grafana: { url: address, adminSecret: { namespace: "observability", name: "grafana-admin" } },
            datasources: {
                prometheus: address,
                alertmanager: "http://kube-prometheus-stack-alertmanager.observability.svc:9093",
            },
            probe: { proxies: { kong: address }, samplingRate: 1, logIngestion: "otlp" },
        };
    });
    after(async () => void (await Promise.all(started.reverse().map((server) => server.stop()))));

    /** The command as a user gives it. */
    async function verified(
        args: string[],
        over: object = {},
    ): Promise<{ code: number; said: string; rows: Result[] }> {
        const file = path.join(temporaryFolder("outputs"), "outputs.json");
        writeFileSync(file, JSON.stringify({ ...outputs, ...over }));
        const command = ["-r", "ts-node/register/transpile-only", path.join(root, "tools/verify/main.ts"), "dev"];
        const options = ["--alert", "--outputs", file, "--interval", "200ms", "--json", ...args];
        return new Promise((resolve) =>
            execFile(process.execPath, [...command, ...options], { cwd: root }, (error, stdout, stderr) => {
                const rows = stdout.startsWith("{") ? (JSON.parse(stdout) as { results: Result[] }).results : [];
                resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}`, rows });
            }),
        );
    }
    const verdicts = (rows: Result[]): Record<string, string> =>
        Object.fromEntries(rows.map(({ signal, verdict }) => [signal, verdict]));

    it("sends to both, says who should get it and that they got it, once, and ends it", async () => {
        const { code, said, rows } = await verified(["--severity", "warning", "--deadline", "30s"]);
        assert.equal(code, 0, said);
        assert.deepEqual(verdicts(rows), { alert: "found", routes: "found", "chat (webhook)": "found" });
        assert.match(rows[0]?.detail ?? "", /^VerifyTest_[0-9a-f]{6}, taken by 2 Alertmanagers$/);
        assert.equal(rows[1]?.detail, "warning, namespace kong → chat");
        const [message] = messages;
        assert.deepEqual([message?.receiver, message?.status, message?.alerts.length], ["chat", "firing", 1]);
        const { labels, annotations } = message!.alerts[0]!;
        assert.deepEqual([labels.test, labels.severity, labels.namespace], ["true", "warning", "kong"]);
        assert.match(annotations.summary ?? "", /^TEST: nothing is wrong\./);
        await until("its end", 30, () => messages.some(({ status }) => status === "resolved"));
        assert.equal(messages.filter(({ status }) => status === "firing").length, 1);
    });

    it("says which receiver does not take it, and fails", async () => {
        const { code, said, rows } = await verified(["--severity", "critical", "--deadline", "10s"]);
        assert.equal(code, 1, said);
        const expected = { alert: "found", routes: "found", "refused (webhook)": "missing", "chat (webhook)": "found" };
        assert.deepEqual(verdicts(rows), expected);
        const refused = rows.find(({ signal }) => signal.startsWith("refused"));
        assert.match(refused?.detail ?? "", /requests? failed, none was taken/);
        assert.match(refused?.advice?.command ?? "", /kubectl -n observability logs .* grep refused/);
    });

    it("goes by namespace and labels", async () => {
        const shop = await verified(["--namespace", "shop", "--deadline", "30s"]);
        assert.deepEqual([shop.code, shop.rows[1]?.detail], [0, "warning, namespace shop → shop"], shop.said);
        const lost = await verified(["--label", "team=lost", "--deadline", "5s"]);
        assert.deepEqual([lost.code, verdicts(lost.rows)["gone (webhook)"]], [1, "missing"], lost.said);
    });

    it("says that nobody hears, and that other routes run than were planned", async () => {
        const info = await verified(["--severity", "info", "--deadline", "5s"]);
        assert.deepEqual([info.code, info.rows[1]?.detail], [1, "nobody hears of info, namespace kong"], info.said);
        const alerting = [{ severity: "warning", labels: {}, receivers: ["page"] }];
        const other = await verified(["--deadline", "30s"], { alerting });
        assert.equal(other.code, 1);
        assert.equal(other.rows[1]?.detail, "warning, namespace kong goes to chat, and was planned to go to page");
    });

    it("says by what it is kept quiet", async () => {
        const silence = {
            matchers: [{ name: "namespace", value: "quiet", isRegex: false, isEqual: true }],
            startsAt: new Date().toISOString(),
            endsAt: new Date(Date.now() + 3_600_000).toISOString(),
            createdBy: "test",
            comment: "test",
        };
        for (const { url } of alertmanagers) {
            const headers = { "content-type": "application/json" };
            const body = JSON.stringify(silence);
            assert.ok((await fetch(`${url}/api/v2/silences`, { method: "POST", headers, body })).ok);
        }
        // Each also gets the other's, and hears of both only a moment later.
        const known = async (url: string): Promise<number> => {
            const all = (await (await fetch(`${url}/api/v2/silences`)).json()) as { status: { state: string } }[];
            return all.filter(({ status }) => status.state === "active").length;
        };
        await until("both silences in both", 30, async () =>
            (await Promise.all(alertmanagers.map(({ url }) => known(url)))).every((count) => count === 2),
        );
        const { code, rows, said } = await verified(["--namespace", "quiet", "--deadline", "4s"]);
        assert.equal(code, 1, said);
        assert.match(rows[2]?.detail ?? "", /^nothing was sent, because of silence [0-9a-f-]+/);
    });

    it("cannot run where there is no Alertmanager", async () => {
        const { datasources, ...rest } = outputs as { datasources: object };
        const off = await verified([], { ...rest, datasources: { ...datasources, alertmanager: undefined } });
        assert.equal(off.code, 2);
        assert.match(off.said, /Stack dev has no Alertmanager: its output datasources\.alertmanager is not there/);
        const gone = { ...datasources, alertmanager: "http://other.observability.svc:9093" };
        const away = await verified([], { datasources: gone });
        assert.equal(away.code, 2);
        assert.match(
            away.said,
            /Alertmanager of stack dev cannot be reached: there is no Service other in observability/,
        );
    });
});
