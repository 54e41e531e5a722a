import { nobody } from "../../../../model/alertmanager/routes";
import { fileOf, type Receiver, receiverConfig, type ReceiverConfig } from "./receivers";
import {
    type DeadMansSwitch,
    type Grouping,
    groupingConfig,
    type Route,
    type RouteConfig,
    routeConfigs,
} from "./routes";
import { templateFolder } from "./messages/shared";

/** Receivers of alerts, and their timing. */
export interface Alerting extends Grouping {
    receivers: Receiver[];
    /**
     * For alerts that no route matches.
     * @default none: they are dropped
     */
    defaultReceiver?: string;
    routes: Route[];
    inhibition: { source: string[]; target: string[]; equal: string[] }[];
    muteTimes: { name: string; intervals: MuteInterval[] }[];
    deadMansSwitch?: DeadMansSwitch;
}

/** A time in which all given conditions hold. */
interface MuteInterval {
    times?: { from: string; to: string }[];
    weekdays?: string[];
    daysOfMonth?: string[];
    months?: string[];
    years?: string[];
    /** @default UTC */
    location?: string;
}

/** Alertmanager's configuration, with only the keys that are set here. */
export interface AlertmanagerConfig {
    global: { resolve_timeout: string; slack_api_url_file?: string };
    templates: string[];
    route: Omit<RouteConfig, "matchers"> & { routes: RouteConfig[] };
    receivers: ReceiverConfig[];
    inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
    time_intervals?: { name: string; time_intervals: object[] }[];
}

/** Helm replaces lists, so routes and receivers are given in full. The text of messages is in the templates. */
export function alertmanagerConfig(alerting: Alerting): AlertmanagerConfig {
    const { receivers, defaultReceiver, routes, inhibition, muteTimes, deadMansSwitch } = alerting;
    // With one Slack receiver of ours, a Slack receiver in an override needs only a channel.
    const [slackFile] = receivers.flatMap((receiver) =>
        receiver.kind === "slack" && receiver.webhookUrl ? [fileOf(receiver.webhookUrl)] : [],
    );
    const silent = receivers.length === 0 ? "default" : nobody;
    const all = receivers.map((receiver) => receiverConfig(receiver, slackFile));
    const named = [defaultReceiver ?? silent, ...routes.map(({ receiver }) => receiver)];
    const silentOnes = [...new Set([silent, nobody])].filter((name) => named.includes(name));
    return {
        global: { resolve_timeout: "5m", ...(slackFile !== undefined && { slack_api_url_file: slackFile }) },
        templates: [`${templateFolder}/*.tmpl`],
        route: {
            receiver: defaultReceiver ?? silent,
            ...groupingConfig(alerting),
            routes: routeConfigs(routes, deadMansSwitch),
        },
        receivers: [{ name: "null" }, ...silentOnes.map((name) => ({ name })), ...all],
        inhibit_rules: [
            ...ownInhibition,
            ...inhibition.map(({ source, target, equal }) => ({
                source_matchers: source,
                target_matchers: target,
                equal,
            })),
        ],
        ...(muteTimes.length > 0 && {
            time_intervals: muteTimes.map(({ name, intervals }) => ({
                name,
                time_intervals: intervals.map(timeInterval),
            })),
        }),
    };
}

const ownInhibition = [
    {
        source_matchers: ['severity = "critical"'],
        target_matchers: ['severity =~ "warning|info"'],
        equal: ["namespace", "alertname"],
    },
    {
        source_matchers: ['severity = "warning"'],
        target_matchers: ['severity = "info"'],
        equal: ["namespace", "alertname"],
    },
    {
        source_matchers: ['alertname = "InfoInhibitor"'],
        target_matchers: ['severity = "info"'],
        equal: ["namespace"],
    },
];

function timeInterval({ times, weekdays, daysOfMonth, months, years, location }: MuteInterval): object {
    return {
        ...(times && { times: times.map(({ from, to }) => ({ start_time: from, end_time: to })) }),
        ...(weekdays && { weekdays }),
        ...(daysOfMonth && { days_of_month: daysOfMonth }),
        ...(months && { months }),
        ...(years && { years }),
        ...(location !== undefined && { location }),
    };
}
