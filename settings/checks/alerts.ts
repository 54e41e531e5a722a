import { nobody } from "../../model/alertmanager/routes";
import { didYouMean } from "../../model/didYouMean";
import { isInAws } from "../inAws";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";
import { type Context, crossCheck, type CrossCheck, sameNames } from "./check";
import { hiddenRoutes } from "./hiddenRoutes";

type Alerts = PlainSettings["alerts"];
type Receiver = Alerts["receivers"][number];
type Found = Problem | false;

/** Receivers, routes and mute times that are referred to exist, and all of them are used. */
export const alertChecks: readonly CrossCheck[] = [
    crossCheck(["alerts"], ({ alerts }, { project }) => {
        const key = `${project}:alerts`;
        return [
            ...named(alerts, key),
            ...unused(alerts, key),
            ...alerts.receivers.flatMap((receiver, index) => ofReceiver(receiver, `${key}.receivers[${index}]`)),
            ...hiddenRoutes(alerts.routes).map(({ index, by }) => ({
                key: `${key}.routes[${index}]`,
                message: `never reached, since routes[${by}] matches everything that it would; allowed: a place before that route, or continue: true there`,
            })),
            ...rolesTwice(alerts.receivers, key),
            ...deadMansSwitch(alerts, key),
        ];
    }),
    crossCheck(["alerts", "metrics"], ({ alerts, metrics }, context) => shortForm(alerts, metrics, context)),
    crossCheck(["alerts", "metrics"], ({ alerts, metrics }, { project }) => [
        alerts.runbookBaseUrl !== undefined &&
            metrics.runbookBaseUrl !== undefined && {
                key: `${project}:metrics.runbookBaseUrl`,
                message: `set beside ${project}:alerts.runbookBaseUrl, which is its name now; allowed: one of the two`,
            },
    ]),
    crossCheck(["alerts", "cluster"], ({ alerts, cluster }, { project }) =>
        alerts.receivers.map(
            (receiver, index) =>
                receiver.kind === "sns" &&
                receiver.roleArn !== undefined &&
                isInAws(cluster) && {
                    key: `${project}:alerts.receivers[${index}].roleArn`,
                    message: `got "${receiver.roleArn}"; allowed: nothing here with cluster.kind ${cluster.kind}, for which a role is created that may only publish to this topic`,
                },
        ),
    ),
];

/** References to missing names, and duplicate names. */
function named({ receivers, routes, muteTimes, defaultReceiver, deadMansSwitch: dead }: Alerts, key: string): Found[] {
    const names = receivers.map(({ name }) => name);
    const times = muteTimes.map(({ name }) => name);
    const missing = (at: string, name: string, known: string[], what: string): Found =>
        !known.includes(name) && {
            key: at,
            message: `got "${name}", which is no ${what}${didYouMean(name, known, known.join(", "))}`,
        };
    return [
        ...sameNames(receivers, `${key}.receivers`, "receiver"),
        ...sameNames(muteTimes, `${key}.muteTimes`, "mute time"),
        defaultReceiver !== undefined &&
            missing(`${key}.defaultReceiver`, defaultReceiver, [...names, nobody], "receiver"),
        dead !== undefined && missing(`${key}.deadMansSwitch.receiver`, dead.receiver, names, "receiver"),
        ...routes.flatMap((route, index) => [
            missing(`${key}.routes[${index}].receiver`, route.receiver, [...names, nobody], "receiver"),
            ...(["muteTimes", "activeTimes"] as const).flatMap((list) =>
                route[list].map((name, place) =>
                    missing(`${key}.routes[${index}].${list}[${place}]`, name, times, "mute time"),
                ),
            ),
        ]),
    ];
}

/** Receivers that no alert reaches, and mute times that no route names. */
function unused({ receivers, routes, muteTimes, defaultReceiver, deadMansSwitch: dead }: Alerts, key: string): Found[] {
    const used = new Set([defaultReceiver, dead?.receiver, ...routes.map(({ receiver }) => receiver)]);
    const times = new Set(routes.flatMap((route) => [...route.muteTimes, ...route.activeTimes]));
    return [
        ...receivers.map(
            ({ name }, index) =>
                !used.has(name) && {
                    key: `${key}.receivers[${index}].name`,
                    message: `got "${name}", which no alert reaches; allowed: a receiver that defaultReceiver, a route or deadMansSwitch names`,
                },
        ),
        ...muteTimes.map(
            ({ name }, index) =>
                !times.has(name) && {
                    key: `${key}.muteTimes[${index}].name`,
                    message: `got "${name}", which mutes nothing; allowed: a time that a route names in muteTimes or activeTimes`,
                },
        ),
    ];
}

/** Alertmanager's pods have one service account, which has one role. */
function rolesTwice(receivers: readonly Receiver[], key: string): Found[] {
    const roles = receivers.map((receiver) => (receiver.kind === "sns" ? receiver.roleArn : undefined));
    const first = roles.find((role) => role !== undefined);
    return roles.map(
        (role, index) =>
            role !== undefined &&
            role !== first && {
                key: `${key}.receivers[${index}].roleArn`,
                message: `got "${role}"; allowed: the same role for all topics, "${first}", since Alertmanager's pods have one`,
            },
    );
}

/** Exactly one of several authentication methods, or at most one. */
function ofReceiver(receiver: Receiver, key: string): Found[] {
    if (receiver.kind === "slack") {
        const { webhookUrl, botToken } = receiver;
        return [
            (webhookUrl === undefined) === (botToken === undefined) && {
                key: `${key}.webhookUrl`,
                message: `${webhookUrl === undefined ? "missing" : "set beside botToken"}; allowed: one of webhookUrl and botToken`,
            },
        ];
    }
    return [
        receiver.kind === "webhook" &&
            receiver.bearerToken !== undefined &&
            receiver.basicAuth !== undefined && {
                key: `${key}.basicAuth`,
                message: "set beside bearerToken; allowed: one of the two",
            },
    ];
}

function deadMansSwitch({ receivers, deadMansSwitch: dead }: Alerts, key: string): Found[] {
    const receiver = receivers.find(({ name }) => name === dead?.receiver);
    if (dead === undefined || receiver === undefined) {
        return [];
    }
    const at = `${key}.deadMansSwitch.receiver`;
    const machine = receiver.kind === "webhook" || receiver.kind === "sns";
    return [
        !machine && {
            key: at,
            message: `got "${receiver.name}" of kind ${receiver.kind}; allowed: one of kind webhook or sns, since Watchdog is sent to it every ${dead.repeatInterval}`,
        },
        receiver.kind === "webhook" &&
            typeof receiver.webhookUrl === "string" && {
                key: at,
                message: `got "${receiver.name}", which is inside the cluster; allowed: one outside, which is still there when the cluster is not`,
            },
    ];
}

/** `metrics.slack`, which is both a receiver and the default. */
function shortForm(alerts: Alerts, { slack }: PlainSettings["metrics"], { project }: Context): Found[] {
    const beside = alerts.defaultReceiver !== undefined ? "defaultReceiver" : "receivers";
    return [
        slack !== undefined &&
            (alerts.receivers.length > 0 || alerts.defaultReceiver !== undefined) && {
                key: `${project}:metrics.slack`,
                message: `set beside ${project}:alerts.${beside}; allowed: one of the two; a receiver of kind slack says the same`,
            },
    ];
}
