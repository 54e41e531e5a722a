import assert from "node:assert/strict";
import { testAlert } from "../../../tools/verify/alert/alert";
import { Alertmanager, type Counts, type PostedAlert } from "../../../tools/verify/alert/alertmanager";
import { serve } from "../../real/verify/servers/http";
import { json } from "node:stream/consumers";

const config = {
    route: {
        receiver: "chat",
        routes: [{ receiver: "nobody", matchers: ["severity = info"] }],
    },
    receivers: [{ name: "nobody" }, { name: "chat", slack_configs: [{}], email_configs: [{}] }],
};

interface Fake {
    /** The counters after the alert was posted. */
    after: [string, { tried: number; failed: number }][];
    quiet?: { reason: string; everywhere: boolean };
}

/** An Alertmanager that counts what it is told to, and keeps what is posted. */
function fake({ after, quiet }: Fake): { alertmanager: Alertmanager; posted: PostedAlert[] } {
    const posted: PostedAlert[] = [];
    const alertmanager = {
        config: () => Promise.resolve(config),
        post: (alert: PostedAlert) => Promise.resolve(void posted.push(alert)),
        quietBy: () => Promise.resolve(quiet),
        counts: (): Promise<Counts> => Promise.resolve(new Map(posted.length === 0 ? [] : after)),
    };
    return { alertmanager: alertmanager as unknown as Alertmanager, posted };
}

const sent = { tried: 1, failed: 0 };
const failed = { tried: 3, failed: 3 };
const tried = async (
    fakes: ReturnType<typeof fake>[],
    labels: Record<string, string> = {},
): Promise<Record<string, string>> => {
    const test = {
        stack: "s",
        alertmanagers: fakes.map(({ alertmanager }) => alertmanager),
        planned: undefined,
        labels: { severity: "warning", namespace: "kong", ...labels },
        deadline: 30,
        interval: 5,
        namespace: "observability",
    };
    const results = await testAlert(test, () => undefined);
    return Object.fromEntries(results.map(({ signal, verdict, detail }) => [signal, `${verdict}: ${detail}`]));
};

describe("verify's test alert", () => {
    it("is found where each of a receiver's senders got it, from whichever of a pair", async () => {
        const one = fake({ after: [["chat/slack", sent]] });
        const other = fake({ after: [["chat/email", sent]] });
        const { "chat (slack)": slack, "chat (email)": mail } = await tried([one, other]);
        assert.deepEqual([slack, mail], Array(2).fill("found: taken by the service that it sends to"));
        for (const { posted } of [one, other]) {
            const [first, last] = posted;
            assert.equal(posted.length, 2);
            assert.equal(first?.labels.test, "true");
            assert.match(first?.annotations.summary ?? "", /^TEST: nothing is wrong/);
            assert.ok(Date.parse(last!.endsAt) < Date.parse(first!.endsAt), "is ended");
        }
    });

    it("is missing where the service refuses it, nothing is sent, or something keeps it quiet", async () => {
        const refused = await tried([
            fake({
                after: [
                    ["slack", failed],
                    ["email", sent],
                ],
            }),
        ]);
        assert.equal(refused["chat (slack)"], "missing: 3 requests failed, none was taken");
        assert.match(refused["chat (email)"] ?? "", /^found/, "counted by kind alone");
        const nothing = await tried([fake({ after: [] })]);
        assert.equal(nothing["chat (slack)"], "missing: nothing was sent yet");
        const quiet = await tried([fake({ after: [], quiet: { reason: "mute time night", everywhere: false } })]);
        assert.equal(quiet["chat (email)"], "missing: nothing was sent, because of mute time night");
        const silence = { reason: "silence s", everywhere: true };
        const another = await tried([fake({ after: [["email", sent]], quiet: silence })]);
        assert.equal(another["chat (email)"], "missing: nothing was sent, because of silence s");
    });

    it("is missing where no route leads to anybody", async () => {
        const results = await tried([fake({ after: [] })], { severity: "info" });
        assert.deepEqual(Object.values(results).slice(1), ["missing: nobody hears of info, namespace kong"]);
    });

    it("reads Alertmanager's counters, by receiver where it counts so", async () => {
        const lines = [
            'alertmanager_notification_requests_total{integration="slack",receiver_name="chat"} 4',
            'alertmanager_notification_requests_failed_total{integration="slack",receiver_name="chat"} 1',
            'alertmanager_notification_requests_total{integration="email"} 2',
            'alertmanager_notifications_total{integration="email"} 9',
        ];
        const bodies: unknown[] = [];
        const server = await serve(async (request) => {
            if (request.method === "POST") {
                bodies.push(await json(request));
            }
            return { body: lines.join("\n") };
        });
        try {
            const alertmanager = new Alertmanager(() => Promise.resolve(server.url));
            assert.deepEqual(Object.fromEntries(await alertmanager.counts()), {
                "chat/slack": { tried: 4, failed: 1 },
                email: { tried: 2, failed: 0 },
            });
            const alert = { labels: { a: "b" }, annotations: {}, startsAt: "", endsAt: "" };
            await alertmanager.post(alert);
            assert.deepEqual(bodies, [[alert]]);
        } finally {
            await server.stop();
        }
    });
});
