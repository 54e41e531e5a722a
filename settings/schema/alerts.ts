import { z } from "zod";
import { type Matcher, parseMatchers } from "../../model/alertmanager/matchers";
import { severities } from "../../model/alertmanager/severities";
import { isRe2 } from "../../model/re2";
import { duration, labelName, namespace, nameWithStars, text } from "./common";
import { objectives } from "./objectives";
import { ownRules } from "./ownRules";
import { receivers } from "./receivers";
import { muteTimes } from "./muteTimes";
import { runbookBaseUrl } from "./runbooks";

const conditions = (given: string): Matcher[] => {
    const read = parseMatchers(given);
    return typeof read === "string" ? [] : read;
};
const matchers = z.array(
    z
        .string()
        .refine(
            (given) => conditions(given).length > 0,
            'a condition on a label such as team = "shop", with =, !=, =~ or !~',
        )
        .refine(
            (given) => conditions(given).every(({ operator, value }) => !operator.endsWith("~") || isRe2(value)),
            "a regular expression (RE2) after =~ and !~",
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
        .refine((labels) => new Set(labels).size === labels.length, "each label once")
        .refine((labels) => labels.length === 1 || !labels.includes("..."), "... alone, since it means all labels")
        .describe("Labels whose alerts go into one message"),
    groupWait: duration.describe("How long the first message of a group waits for more"),
    groupInterval: duration.describe("How long until alerts that are new in a group are sent"),
    repeatInterval: duration.describe("How long until alerts that still fire are sent again"),
};

const route = z.strictObject({
    receiver: receiverName.describe("Where these alerts are sent: the name of a receiver, or `nobody`"),
    severity: oneOrMore(severity)
        .optional()
        .describe("Only alerts of this severity: `critical`, `warning`, `info`, or a list of them"),
    namespaces: z
        .array(namespace)
        .min(1, "at least one")
        .optional()
        .describe("Only alerts with these values of the label `namespace`"),
    matchers: matchers.default([]).describe('Only alerts whose labels match, such as `team = "shop"`'),
    continue: z.boolean().default(false).describe("Whether later routes are tried as well"),
    muteTimes: z.array(z.string()).default([]).describe("Names of times at which nothing is sent"),
    activeTimes: z.array(z.string()).default([]).describe("Names of the only times at which something is sent"),
    groupBy: grouping.groupBy.optional(),
    groupWait: grouping.groupWait.optional(),
    groupInterval: grouping.groupInterval.optional(),
    repeatInterval: grouping.repeatInterval.optional(),
});

const applicationErrors = z
    .strictObject({
        enabled: z.boolean().default(true).describe("Whether the alert is installed"),
        severity: z.enum(["critical", "warning"]).default("warning").describe("Its severity"),
        moreThan: z
            .number()
            .int("a whole number")
            .min(0, "0 or more")
            .default(0)
            .describe("Up to so many errors of a service within five minutes do not raise the alert"),
        namespaces: z
            .strictObject({
                include: z
                    .array(nameWithStars)
                    .min(1, "at least one")
                    .optional()
                    .describe(
                        "Only applications in these namespaces; `*` stands for any characters. If left out, all but `exclude`",
                    ),
                exclude: z
                    .array(nameWithStars)
                    .optional()
                    .describe(
                        "No applications in these namespaces. If left out, `kube-*`, `*-system` and the namespaces of this stack",
                    ),
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
                "Objectives of each service in `gateway.services`, unless its own `slo` sets others (docs/objectives.md)",
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
                    source: matchers.min(1, "at least one").describe("While alerts fire that match these …"),
                    target: matchers.min(1, "at least one").describe("… alerts that match these are not sent"),
                    equal: z.array(labelName).default([]).describe("… where these labels are the same in both"),
                }),
            )
            .default([])
            .describe(
                "Which alerts suppress others, in addition to the built-in ones: critical alerts suppress less severe ones of the same name and namespace, and InfoInhibitor those of severity info",
            ),
        muteTimes,
        deadMansSwitch: z
            .strictObject({
                receiver: receiverName.describe("A receiver of kind `webhook` or `sns` outside the cluster"),
                repeatInterval: duration.prefault("1m").describe("How often Watchdog is sent to it"),
            })
            .optional()
            .describe(
                "Keeps sending the alert Watchdog, which always fires, to a service that notifies you when it stops arriving",
            ),
    })
    .describe("Who is notified of which alerts, and when");
