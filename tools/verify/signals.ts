import { setTimeout as sleep } from "node:timers/promises";
import type { LogLine } from "./backends";
import { accessLogs } from "./checks/accessLogs";
import { missing, type Outcome, type Run, skipped, type Tell, type Verdict } from "./checks/check";
import { connection } from "./checks/connection";
import { deepflowTraces } from "./checks/deepflow";
import { certificate, dataPlanes } from "./checks/dataPlanes";
import { grafanaDatasources } from "./checks/grafana";
import { configurationPush } from "./checks/ingressController";
import { logToTrace, metricToTrace, type Provisioned, traceToLogs } from "./checks/links";
import { metrics } from "./checks/metrics";
import { requests } from "./checks/requests";
import type { Need } from "./checks/switchedOff";
import { signal } from "./checks/signal";
import { targets } from "./checks/targets";
import { type FoundTraces, traces, unsampled } from "./checks/traces";
import type { Sent } from "./send";
import type { Sending } from "./prepareSending";

/** What earlier signals pass to later ones. */
interface Finds {
    /** Requests that a route of Kong answered. */
    answered: Sent[];
    traces: FoundTraces;
    lines: Map<string, LogLine>;
}

/** The result of one check. */
export type Finding = Outcome & Partial<Finds>;

/** A signal that others wait for. */
export type Earlier = "requests" | "traces" | "access log";

/** The input of a check. */
export interface Asked extends Finds {
    run: Run;
    sending: Sending;
    provisioned(): Promise<Provisioned>;
    /** Verdicts of the signals that this one waits for. */
    verdicts: Partial<Record<Earlier, Verdict>>;
}

/** A row of the table. */
export interface Signal {
    name: string;
    /** What the stack's settings must enable; otherwise the signal is off. */
    needs?: readonly Need[];
    /** The signals that it waits for. It is skipped if it waits for requests and none was answered. */
    after?: readonly Earlier[];
    look(asked: Asked, tell: Tell): Promise<Finding> | Finding;
}

/** All checks, in the order of the table. Those that wait for nothing start at once. */
export function signalsOf({ topology, checks, deepflow }: Pick<Run, "topology" | "checks" | "deepflow">): Signal[] {
    return [
        { name: "requests", look: sendRequests },
        {
            name: "metrics",
            after: ["requests"],
            look: ({ run, answered }, tell) => metrics(run, answered.length, tell),
        },
        {
            name: "traces",
            needs: ["traces"],
            after: ["requests"],
            look: ({ run, answered }, tell) => traces(run, traceIds(answered), tell),
        },
        { name: "dropped trace", needs: ["traces"], after: ["requests", "traces"], look: droppedTrace },
        ...(deepflow === undefined ? [] : [inDeepFlow]),
        {
            name: "access log",
            needs: ["access log"],
            after: ["requests"],
            look: ({ run, answered }, tell) =>
                accessLogs(run, { trace: traceIds(answered), request: requestIds(answered) }, tell),
        },
        {
            name: "trace → logs",
            needs: ["access log", "traces", "Tempo", "Loki"],
            after: ["requests", "traces", "access log"],
            look: followTrace,
        },
        {
            name: "log → trace",
            needs: ["access log", "traces", "Tempo", "Loki"],
            after: ["requests", "traces", "access log"],
            look: followLine,
        },
        { name: "metric → trace", needs: ["traces", "Tempo"], after: ["requests", "traces"], look: followMetric },
        ...states[topology],
        { name: "targets", look: ({ run }, tell) => targets(run, tell) },
        ...checks.map((check): Signal => ({ name: check.signal, look: ({ run }, tell) => signal(run, check, tell) })),
        { name: "Grafana", look: ({ run }, tell) => grafanaDatasources(run, tell) },
    ];
}

const inDeepFlow: Signal = {
    name: "traces in DeepFlow",
    needs: ["sampling"],
    after: ["requests"],
    look: ({ run, answered }, tell) => deepflowTraces(run, traceIds(answered), tell),
};

/** It is told by lines that are not there, so without any line it is told by nothing. */
const lookForConnection: Signal["look"] = ({ run, verdicts }, tell) =>
    verdicts["access log"] === "missing" || verdicts["access log"] === "skipped"
        ? skipped("no line of these data planes was found, so that none of a lost connection proves nothing")
        : connection(run, tell);

/** States of Kong itself that must hold. */
const states: Record<Run["topology"], Signal[]> = {
    hybrid: [
        { name: "data planes", look: ({ run }, tell) => dataPlanes(run, tell) },
        { name: "certificate", look: ({ run }, tell) => certificate(run, tell) },
    ],
    "data-planes": [
        { name: "control plane", needs: ["Loki"], after: ["access log"], look: lookForConnection },
        { name: "certificate", look: ({ run }, tell) => certificate(run, tell) },
    ],
    "ingress-controller": [{ name: "configuration push", look: ({ run }, tell) => configurationPush(run, tell) }],
};

const traceIds = (sent: Sent[]): string[] => sent.map(({ traceId }) => traceId);

/** Kong's request ids, from its answers: lines of untraced requests have no other id. */
function requestIds(answered: Sent[]): string[] {
    return answered.flatMap(({ answer }) =>
        "headers" in answer ? [String(answer.headers["x-kong-request-id"] ?? "none")] : [],
    );
}

async function sendRequests({ run, sending }: Asked, tell: Tell): Promise<Finding> {
    if (sending.hindrance !== undefined) {
        return missing(sending.hindrance.message, {
            cause: "Kong's proxy is not ready.",
            command: `kubectl -n ${run.namespaces.gateway} get pods,services`,
        });
    }
    return requests(run, await sending.send(tell), sending.request);
}

async function droppedTrace({ run, sending, verdicts }: Asked): Promise<Outcome> {
    const { traces: others = "skipped" } = verdicts;
    // At most one batch later than the others.
    await sleep(others === "found" ? run.patience.interval : 0);
    return unsampled(run, sending.unwanted, others);
}

async function followTrace({ run, traces: found, verdicts, provisioned }: Asked): Promise<Outcome> {
    const [first] = found;
    if (first === undefined) {
        return skipped("there is no trace to start from");
    }
    return verdicts["access log"] === "found"
        ? traceToLogs(run, first, await provisioned())
        : skipped("there is no line to link to");
}

async function followLine({ run, traces: found, lines, provisioned }: Asked): Promise<Outcome> {
    const line = [...found.keys()].map((id) => lines.get(id)).find((candidate) => candidate !== undefined);
    return line === undefined
        ? skipped(lines.size === 0 ? "there is no line to start from" : "there is no trace to link to")
        : logToTrace(run, line, await provisioned());
}

async function followMetric({ run, traces: found, provisioned }: Asked, tell: Tell): Promise<Outcome> {
    return found.size === 0
        ? skipped("there is no trace to link to")
        : metricToTrace(run, found, await provisioned(), tell);
}
