import { z } from "zod";
import { parseMatchers } from "../../model/alertmanager/matchers";
import { severities } from "../../model/alertmanager/severities";
import { duration, entryName, labelName, namespace, nameWithStars, text } from "./common";
import { objectives } from "./objectives";
import { ownRules } from "./ownRules";
import { receivers } from "./receivers";
import { runbookBaseUrl } from "./runbooks";

const matchers = z.array(
    z
        .string()
        .refine(
            (given) => typeof parseMatchers(given) !== "string",
            'a condition on a label such as team = "shop", with =, !=, =~ or !~',
        ),
);
const receiverName = z.string();
/** One or several. */
const severity = z.enum(severities);
const oneOrMore = <Item extends z.ZodType>(item: Item): z.ZodUnion<[Item, z.ZodArray<Item>]> =>
    z.union([item, z.array(item).min(1, "at least one")]);

/** Alertmanager's own names; each route may override the values. */
const grouping = {
    groupBy: z
        .array(text(/^([a-zA-Z_]\w*|\.\.\.)$/, "the name of a label, or ... for all"))
        .describe("Labels whose alerts go into one message"),
    groupWait: duration.describe("How long the first message of a group waits for more"),
    groupInterval: duration.describe("How long until alerts that are new in a group are sent"),
    repeatInterval: duration.describe("How long until alerts that still fire are sent again"),
};

const route = z.strictObject({
    receiver: receiverName.describe("Where these alerts are sent: the name of a receiver, or `nobody`"),
    severity: oneOrMore(severity)
        .optional()
        .describe("Only those of these severities: `critical`, `warning`, `info`, or a list of them"),
    namespaces: z
        .array(namespace)
        .min(1, "at least one")
        .optional()
        .describe("Only those with these values of the label `namespace`"),
    matchers: matchers.default([]).describe('Only those whose labels fit, such as `team = "shop"`'),
    continue: z.boolean().default(false).describe("Whether the routes after it are asked too"),
    muteTimes: z.array(z.string()).default([]).describe("Names of times at which nothing is sent"),
    activeTimes: z.array(z.string()).default([]).describe("Names of the only times at which something is sent"),
    groupBy: grouping.groupBy.optional(),
    groupWait: grouping.groupWait.optional(),
    groupInterval: grouping.groupInterval.optional(),
    repeatInterval: grouping.repeatInterval.optional(),
});

const clock = text(/^((([01]\d)|(2[0-3])):[0-5]\d|24:00)$/, "a time such as 08:30, or 24:00 for the end of the day");
const days = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const months = "january|february|march|april|may|june|july|august|september|october|november|december|[1-9]|1[0-2]";
const range = (item: string, allowed: string): z.ZodString => text(new RegExp(`^(${item})(:(${item}))?$`), allowed);

const interval = z.strictObject({
    times: z
        .array(
            z
                .strictObject({ from: clock, to: clock })
                .refine(
                    ({ from, to }) => from < to,
                    "a time of one day: what crosses midnight is two, up to 24:00 and from 00:00",
                ),
        )
        .optional()
        .describe("Times of the day"),
    weekdays: z
        .array(range(days, "a day such as saturday, or days such as monday:friday"))
        .optional()
        .describe("Days of the week"),
    daysOfMonth: z
        .array(range("-?([1-9]|[12]\\d|3[01])", "a day such as 1 or -1 (the last), or days such as 1:5"))
        .optional()
        .describe("Days of the month"),
    months: z
        .array(range(months, "a month such as december or 12, or months such as 6:8"))
        .optional()
        .describe("Months"),
    years: z.array(range("\\d{4}", "a year such as 2026, or years such as 2026:2027")).optional().describe("Years"),
    location: z
        .string()
        .refine(isTimeZone, "a time zone such as Europe/Berlin")
        .optional()
        .describe("Time zone. Left out, UTC"),
});

const muteTime = z.strictObject({
    name: entryName.describe("By which routes refer to it"),
    intervals: z
        .array(interval)
        .min(1, "at least one")
        .describe("All that is set in one must hold; any of them is enough"),
});

function isTimeZone(name: string): boolean {
    try {
        return (
            new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && !/^[+-]/.test(name)
        );
    } catch {
        return false;
    }
}

const applicationErrors = z
    .strictObject({
        enabled: z.boolean().default(true).describe("Whether there is such an alert"),
        severity: z.enum(["critical", "warning"]).default("warning").describe("Its severity"),
        moreThan: z
            .number()
            .int("a whole number")
            .min(0, "0 or more")
            .default(0)
            .describe("Errors of a service within five minutes of which nobody is told"),
        namespaces: z
            .strictObject({
                include: z
                    .array(nameWithStars)
                    .min(1, "at least one")
                    .optional()
                    .describe(
                        "Only applications in these; `*` stands for any characters. Left out, all but the others",
                    ),
                exclude: z
                    .array(nameWithStars)
                    .optional()
                    .describe("None in these; left out, `kube-*`, `*-system` and the namespaces of this stack"),
            })
            .prefault({})
            .describe("Whose errors count"),
    })
    .prefault({})
    .describe("The alert ApplicationError: an application wrote a line at level error or worse");

export const alerts = z
    .strictObject({
        rules: ownRules,
        applicationErrors,
        objectives: objectives
            .optional()
            .describe(
                "What the requests of each service of the gateway are to hold, unless its own `slo` says otherwise",
            ),
        runbookBaseUrl: runbookBaseUrl
            .optional()
            .describe(
                "Where a browser finds this repository, up to the folder that holds `docs`: each of our alerts links to its page in docs/runbooks, in messages too. Left out, `/blob/main` of `homepage` in package.json",
            ),
        receivers,
        defaultReceiver: receiverName
            .optional()
            .describe(
                "The receiver of alerts that match no route. If left out, they are sent to nobody, and the plan says so",
            ),
        routes: z
            .array(route)
            .default([])
            .describe("An alert goes to the first route that it matches, and to later ones only with `continue`"),
        groupBy: grouping.groupBy.default(["alertname", "namespace"]),
        groupWait: grouping.groupWait.prefault("30s"),
        groupInterval: grouping.groupInterval.prefault("5m"),
        repeatInterval: grouping.repeatInterval.prefault("12h"),
        inhibition: z
            .array(
                z.strictObject({
                    source: matchers.min(1, "at least one").describe("While alerts fire that these fit …"),
                    target: matchers.min(1, "at least one").describe("… those that these fit are not told"),
                    equal: z.array(labelName).default([]).describe("… where these labels are the same in both"),
                }),
            )
            .default([])
            .describe(
                "Which alerts keep others quiet, beside: critical the lesser ones of the same name and namespace, InfoInhibitor those of severity info",
            ),
        muteTimes: z.array(muteTime).default([]).describe("Times that routes name in `muteTimes` and `activeTimes`"),
        deadMansSwitch: z
            .strictObject({
                receiver: receiverName.describe("A receiver of kind `webhook` or `sns` outside of the cluster"),
                repeatInterval: duration.prefault("1m").describe("How often it hears of Watchdog"),
            })
            .optional()
            .describe(
                "Sends the alert Watchdog, which always fires, again and again to a service that calls when it stops",
            ),
    })
    .describe("Who hears of alerts, and when");
