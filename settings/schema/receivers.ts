import { z } from "zod";
import { nobody } from "../../model/alertmanager/routes";
import { templateProblem } from "../../model/goTemplate";
import { credential, entryName, host, isPort, roleArn, text } from "./common";

const reserved = ["null", "default", nobody];

const common = {
    name: entryName
        .refine((name) => !reserved.includes(name), `any name but ${reserved.join(", ")}`)
        .describe("The name by which routes refer to it"),
    sendResolved: z.boolean().default(true).describe("Whether a message is also sent when an alert is over"),
};

/** Such a text is filled in anew for each message, which is not sent if it cannot be. */
const template = (what: z.ZodString): z.ZodString =>
    what.refine(
        (given) => templateProblem(given, "alertmanager") === undefined,
        "a text, or one of Alertmanager's templates",
    );

const slack = z.strictObject({
    kind: z.literal("slack"),
    ...common,
    channel: template(text(/^[#@]\S+$/, "a channel such as #kong-alerts")).describe("The channel"),
    webhookUrl: credential.optional().describe("Address of an incoming webhook"),
    botToken: credential.optional().describe("In its place: the token of a bot with the scope `chat:write`"),
    username: template(z.string().min(1, "a name")).optional().describe("The name that messages come under"),
    iconEmoji: text(/^:[^\s:{}]+:$/, "an emoji such as :rotating_light:")
        .optional()
        .describe("The icon of messages"),
});

const mailAddress = text(/^[^\s@,<>{}]+@[^\s@,<>{}]+$/, "an address such as oncall@example.com");

const email = z.strictObject({
    kind: z.literal("email"),
    ...common,
    to: z.array(mailAddress).min(1, "at least one address").describe("Who gets it"),
    from: mailAddress.describe("Who it comes from"),
    smarthost: text(/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:\d{1,5}$/, "host and port such as smtp.example.com:587")
        .refine(isPort, "a port from 1 to 65535")
        .describe("The mail server: TLS from the start on port 465, STARTTLS on others"),
    requireTls: z.boolean().default(true).describe("Whether mail is sent only over TLS"),
    hello: host.optional().describe("The host name that Alertmanager greets the server with"),
    login: z
        .strictObject({ username: z.string().min(1, "a user").describe("The user"), password: credential })
        .optional()
        .describe("If the server requires a login"),
});

const pagerduty = z.strictObject({
    kind: z.literal("pagerduty"),
    ...common,
    routingKey: credential.describe("Integration key of the Events API v2"),
    url: z
        .url({ protocol: /^https?$/, error: "an address such as https://events.eu.pagerduty.com/v2/enqueue" })
        .optional()
        .describe("Another address than events.pagerduty.com, such as that of the service region EU"),
});

const webhook = z.strictObject({
    kind: z.literal("webhook"),
    ...common,
    webhookUrl: z
        .union([
            text(
                /^https?:\/\/[\w-]+(\.[\w-]+\.svc(\.cluster\.local)?)?(:\d{1,5})?(\/[\w./-]*)?$/,
                "an address inside the cluster such as http://bot.chat.svc:8080/alerts, or { credential: NAME } with any other",
            ).refine((address) => URL.canParse(address), "a port from 1 to 65535"),
            credential,
        ])
        .describe(
            "Where alerts are posted to: an address inside the cluster, or `{ credential }` with any other, since anyone who knows it can post to it",
        ),
    bearerToken: credential.optional().describe("Sent as `Authorization: Bearer`"),
    basicAuth: z
        .strictObject({ username: z.string().min(1, "a user").describe("The user"), password: credential })
        .optional()
        .describe("Instead of `bearerToken`: a login"),
    maxAlerts: z
        .number()
        .int("a whole number")
        .min(0, "0 or more")
        .default(0)
        .describe("Alerts in one message; 0 is all"),
});

const topicArn = /^arn:(aws[\w-]*):sns:([a-z0-9-]+):(\d{12}):[\w-]+(\.fifo)?$/;

const sns = z.strictObject({
    kind: z.literal("sns"),
    ...common,
    topicArn: text(topicArn, "the ARN of an SNS topic").describe(
        "The topic. On EKS a role is created that may only publish to it",
    ),
    roleArn: roleArn
        .optional()
        .describe("A role that may, for a cluster that is not made here: Alertmanager's pods get it by IRSA"),
    subject: template(z.string().max(100, "up to 100 characters"))
        .optional()
        .describe("Subject of the message, with Alertmanager's templates"),
});

const msteams = z.strictObject({
    kind: z.literal("msteams"),
    ...common,
    webhookUrl: credential.describe(
        "Address of a workflow that posts to a channel or chat when a webhook request is received",
    ),
});

export const receivers = z
    .array(z.discriminatedUnion("kind", [slack, email, pagerduty, webhook, sns, msteams]))
    .default([])
    .describe("Who alerts are sent to; docs/alerting.md has an example of each kind");
