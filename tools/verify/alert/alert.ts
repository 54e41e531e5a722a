import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Heard, heardOf } from "../../../model/alertmanager/audience";
import { deadEnd, labelsAsked, receiversFor } from "../../../model/alertmanager/routes";
import { isValues, type Values } from "../../../model/values";
import { found, missing, type Result, type Tell } from "../checks/check";
import { type Alertmanager, type Counts, type PostedAlert, senderKey } from "./alertmanager";

/** What a test alert is sent with. */
export interface AlertTest {
    stack: string;
    /** All pods: Prometheus tells each, and they agree on which of them sends. */
    alertmanagers: readonly Alertmanager[];
    /** By the routes that the stack was planned with; undefined where they cannot be seen there. */
    planned: readonly Heard[] | undefined;
    labels: Record<string, string>;
    /** Milliseconds. */
    deadline: number;
    interval: number;
    namespace: string;
}

/** One way of a receiver to send. */
interface Sender {
    receiver: string;
    kind: string;
}

/**
 * Sends an alert that says that it is none, waits until each receiver that its routes lead to got it, and ends it.
 *
 * @throws Error where Alertmanager does not answer
 */
export async function testAlert(test: AlertTest, tell: Tell): Promise<Result[]> {
    const { stack, alertmanagers, labels } = test;
    // A name that no earlier alert had: it waits for no group, and nothing inhibits it.
    const alertname = `VerifyTest_${randomBytes(3).toString("hex")}`;
    const all: Record<string, string> = { alertname, test: "true", ...labels };
    const configs = await Promise.all(alertmanagers.map((each) => each.config()));
    const config = configs[0] ?? {};
    const receivers = reached(config, all);
    const before = await countsOf(alertmanagers);
    const startsAt = Date.now();
    const alert = (endsAt: number): PostedAlert => ({
        labels: all,
        annotations: {
            summary: `TEST: nothing is wrong. Somebody tries how alerts of stack ${stack} reach people`,
            description: `Sent by npm run verify -- ${stack} --alert. Nothing is to be done; it ends by itself.`,
        },
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
    });
    const resultOf = (signal: string, outcome: Omit<Result, "signal" | "seconds">): Result => ({
        signal,
        seconds: Math.round((Date.now() - startsAt) / 100) / 10,
        ...outcome,
    });
    const send = (endsAt: number): Promise<unknown> =>
        Promise.all(alertmanagers.map((each) => each.post(alert(endsAt))));
    // It ends by itself even where this process does not live to say so.
    await send(startsAt + test.deadline + 60_000);
    const pods = alertmanagers.length === 1 ? "Alertmanager" : `${alertmanagers.length} Alertmanagers`;
    const taken = resultOf("alert", found(`${alertname}, taken by ${pods}`));
    try {
        const routes = resultOf("routes", routesOutcome(receivers, all, test));
        const senders = sendersOf(config, receivers);
        return [taken, routes, ...(await deliveries(test, alertname, { senders, before, tell, resultOf }))];
    } finally {
        await send(Date.now()).catch(() => undefined);
    }
}

/** Those that send something, by Alertmanager's own semantics; of a label that the alert lacks its routes see "". */
function reached(config: Values, labels: Record<string, string>): string[] {
    const absent = Object.fromEntries(labelsAsked(config).map((name) => [name, ""]));
    return receiversFor(config, { ...absent, ...labels }).filter((name) => deadEnd(config, name) === undefined);
}

function routesOutcome(
    receivers: string[],
    labels: Record<string, string>,
    { planned, namespace }: Pick<AlertTest, "planned" | "namespace">,
): ReturnType<typeof found> {
    const { severity = "" } = labels;
    const chosen = Object.entries(labels).filter(([name]) => !["alertname", "test", "severity"].includes(name));
    const what = heardOf({ severity, labels: Object.fromEntries(chosen) });
    // The plan says it of one condition at a time.
    const fitting = (planned ?? []).filter(
        (each) =>
            (each.severity ?? severity) === severity &&
            Object.entries(each.labels).every(([name, value]) => labels[name] === value),
    );
    const narrowest = fitting.filter((each) => Object.keys(each.labels).length > 0);
    const expected = narrowest.length > 1 ? undefined : (narrowest[0] ?? fitting[0]);
    if (expected !== undefined && expected.receivers.join() !== receivers.join()) {
        const names = (list: string[]): string => (list.length === 0 ? "nobody" : list.join(", "));
        return missing(`${what} goes to ${names(receivers)}, and was planned to go to ${names(expected.receivers)}`, {
            cause: "Alertmanager runs with another configuration: Prometheus' operator refused the planned one, or something changed it.",
            command: `kubectl -n ${namespace} logs -l app=kube-prometheus-stack-operator --tail=-1 | grep -i alertmanager`,
        });
    }
    return receivers.length === 0
        ? missing(`nobody hears of ${what}`, {
              cause: "No route leads to a receiver that sends something: set alerts.receivers and alerts.routes.",
              command: "docs/alerting.md",
          })
        : found(`${what} → ${receivers.join(", ")}`);
}

function sendersOf({ receivers }: Values, names: string[]): Sender[] {
    const all = Array.isArray(receivers) ? receivers.filter(isValues) : [];
    return names.flatMap((receiver) =>
        Object.entries(all.find(({ name }) => name === receiver) ?? {})
            .filter(([key, value]) => key.endsWith("_configs") && Array.isArray(value) && value.length > 0)
            .map(([key]) => ({ receiver, kind: key.replace(/_configs$/, "") })),
    );
}

async function countsOf(alertmanagers: readonly Alertmanager[]): Promise<Counts> {
    const sum: Counts = new Map();
    for (const counts of await Promise.all(alertmanagers.map((each) => each.counts()))) {
        for (const [key, { tried, failed }] of counts) {
            const entry = sum.get(key) ?? { tried: 0, failed: 0 };
            sum.set(key, { tried: entry.tried + tried, failed: entry.failed + failed });
        }
    }
    return sum;
}

/** Waits for each sender's requests, which Alertmanager counts. */
async function deliveries(
    { alertmanagers, deadline, interval, namespace }: AlertTest,
    alertname: string,
    around: {
        senders: Sender[];
        before: Counts;
        tell: Tell;
        resultOf: (signal: string, outcome: Omit<Result, "signal" | "seconds">) => Result;
    },
): Promise<Result[]> {
    const { senders, before, tell, resultOf } = around;
    const settled = new Map<Sender, Result>();
    let after = before;
    for (const end = Date.now() + deadline; settled.size < senders.length; await sleep(interval)) {
        after = await countsOf(alertmanagers).catch(() => after);
        for (const sender of senders.filter((each) => !settled.has(each))) {
            const { tried, failed } = grown(before, after, sender);
            if (tried > failed) {
                settled.set(sender, resultOf(titleOf(sender), found("taken by the service that it sends to")));
            }
        }
        tell(`${settled.size} of ${senders.length} got it`);
        if (Date.now() + interval > end) {
            break;
        }
    }
    const [quiet] = await Promise.all(alertmanagers.map((each) => each.quietBy(alertname).catch(() => undefined)));
    return senders.map((sender) => {
        const { failed } = grown(before, after, sender);
        const command = `kubectl -n ${namespace} logs -l app.kubernetes.io/name=alertmanager -c alertmanager --since 5m --tail=-1 | grep ${sender.receiver}`;
        const nothing =
            quiet === undefined
                ? missing("nothing was sent yet", {
                      cause: "Alertmanager waits for more alerts of the group (groupWait), or for an active time: try a longer --deadline.",
                  })
                : missing(`nothing was sent, because of ${quiet.reason}`);
        const refused = missing(`${failed} requests failed, none was taken`, {
            cause: "The service refuses what Alertmanager sends (a wrong credential or address), or is not reached.",
            command,
        });
        // What was taken was then another alert of the same receiver.
        const taken = quiet?.everywhere ? undefined : settled.get(sender);
        return taken ?? resultOf(titleOf(sender), failed > 0 ? refused : nothing);
    });
}

const titleOf = ({ receiver, kind }: Sender): string => `${receiver} (${kind})`;

/** Alertmanager counts all alerts: one that fires by itself meanwhile is counted too. */
function grown(before: Counts, after: Counts, { receiver, kind }: Sender): { tried: number; failed: number } {
    const key = [senderKey(receiver, kind), kind].find((each) => after.has(each)) ?? "";
    const [first, last] = [before, after].map((counts) => counts.get(key) ?? { tried: 0, failed: 0 });
    return { tried: last!.tried - first!.tried, failed: last!.failed - first!.failed };
}
