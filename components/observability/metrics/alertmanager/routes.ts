import { written } from "../../../../model/alertmanager/matchers";

/** How alerts are grouped into messages, in Alertmanager's terms. Durations are Go durations. */
export interface Grouping {
    groupBy: string[];
    groupWait: string;
    groupInterval: string;
    repeatInterval: string;
}

/** Which alerts go to a receiver. A condition that is left out matches all. */
export interface Route extends Partial<Grouping> {
    receiver: string;
    severity?: string | string[];
    namespaces?: string[];
    matchers: string[];
    continue: boolean;
    /** Names of mute times. */
    muteTimes: string[];
    activeTimes: string[];
}

/** A service that raises an alarm when it no longer hears from Alertmanager. */
export interface DeadMansSwitch {
    receiver: string;
    repeatInterval: string;
}

/** A route in Alertmanager's form. */
export interface RouteConfig {
    receiver: string;
    matchers: string[];
    continue?: true;
    mute_time_intervals?: string[];
    active_time_intervals?: string[];
    group_by?: string[];
    group_wait?: string;
    group_interval?: string;
    repeat_interval?: string;
}

/**
 * The routes below the root, in order of evaluation. Watchdog always fires and InfoInhibitor only mutes others, so
 * neither is for people.
 */
export function routeConfigs(routes: readonly Route[], dead: DeadMansSwitch | undefined): RouteConfig[] {
    return [
        ...(dead ? [heartbeat(dead)] : []),
        { receiver: "null", matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        ...routes.map(routeConfig),
    ];
}

/**
 * A message is sent at a multiple of `group_interval` if the last one was longer ago than `repeat_interval`. With equal
 * values every second one would come too early, and be skipped (notify/dedup_stage.go at 0.34).
 */
function heartbeat({ receiver, repeatInterval }: DeadMansSwitch): RouteConfig {
    return {
        receiver,
        matchers: ['alertname = "Watchdog"'],
        group_wait: "0s",
        group_interval: "15s",
        repeat_interval: repeatInterval,
    };
}

function routeConfig({ receiver, muteTimes, activeTimes, ...route }: Route): RouteConfig {
    return {
        receiver,
        matchers: [...oneOf("severity", route.severity), ...oneOf("namespace", route.namespaces), ...route.matchers],
        ...(route.continue && { continue: true }),
        ...(muteTimes.length > 0 && { mute_time_intervals: muteTimes }),
        ...(activeTimes.length > 0 && { active_time_intervals: activeTimes }),
        ...groupingConfig(route),
    };
}

/** Grouping in Alertmanager's form, without what is not set. */
export function groupingConfig<Given extends Partial<Grouping>>({
    groupBy,
    groupWait,
    groupInterval,
    repeatInterval,
}: Given): Pick<RouteConfig, "group_by" | "group_wait" | "group_interval" | "repeat_interval"> {
    return {
        ...(groupBy && { group_by: groupBy }),
        ...(groupWait !== undefined && { group_wait: groupWait }),
        ...(groupInterval !== undefined && { group_interval: groupInterval }),
        ...(repeatInterval !== undefined && { repeat_interval: repeatInterval }),
    };
}

/** Names of severities and namespaces contain no special characters of regular expressions. */
function oneOf(label: string, values: string | string[] | undefined): string[] {
    const all = typeof values === "string" ? [values] : (values ?? []);
    const [only] = all;
    return only === undefined
        ? []
        : [
              written(
                  all.length === 1
                      ? { label, operator: "=", value: only }
                      : { label, operator: "=~", value: all.join("|") },
              ),
          ];
}
