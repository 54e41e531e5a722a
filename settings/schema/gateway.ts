import { z } from "zod";
import { text } from "./common";
import { namingSiblings } from "../problems";
import { ownObjectives } from "./objectives";
import { name, schemaOfPlugin } from "./plugins";

const plugins = z
    .array(z.unknown())
    .default([])
    .transform((items, context) =>
        items.flatMap((item, index) => {
            const parsed = schemaOfPlugin(item).safeParse(item, { error: namingSiblings });
            if (parsed.success) {
                return [parsed.data];
            }
            for (const issue of parsed.error.issues) {
                context.addIssue({ ...issue, path: [index, ...issue.path] });
            }
            return [];
        }),
    );

const route = z.strictObject({
    name: name.describe("Its name, unique in the gateway"),
    paths: z
        .array(text(/^(\/|~\/)/, "a path that starts with / (or ~/ for a regular expression)"))
        .min(1, "at least one")
        .optional()
        .describe("Paths it matches"),
    hosts: z
        .array(z.string().min(1, "a host name"))
        .min(1, "at least one")
        .optional()
        .describe("Host names it matches"),
    methods: z
        .array(text(/^[A-Z]+$/, "a method such as GET"))
        .min(1, "at least one")
        .optional()
        .describe("HTTP methods it matches; all if left out"),
    protocols: z
        .array(z.enum(["http", "https", "grpc", "grpcs"]))
        .min(1, "at least one")
        .optional()
        .describe("Protocols it matches; Kong's default is http and https"),
    stripPath: z.boolean().default(true).describe("Remove the matched path prefix before forwarding the request"),
    preserveHost: z.boolean().default(false).describe("Forward the client's Host header"),
    traced: z
        .boolean()
        .default(true)
        .describe("Whether its requests are traced: `false` for health checks, for example"),
    plugins: plugins.describe("Plugins for this route only"),
});

const service = z.strictObject({
    name: name.describe("Its name, unique in the gateway"),
    url: z
        .url({ protocol: /^(https?|grpcs?|tcp|tls)$/, error: "an address such as http://echo.demo.svc:1027" })
        .describe("The upstream"),
    routes: z.array(route).default([]).describe("Routes to this service"),
    plugins: plugins.describe("Plugins for this service only"),
    slo: ownObjectives
        .optional()
        .describe(
            "Its service level objectives: an alert fires while an error budget burns too fast (docs/objectives.md). What is left out is taken from `alerts.objectives`",
        ),
});

const accessLog = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Write a JSON line with the trace id for every request, and collect these lines in Loki"),
        queryString: z
            .boolean()
            .default(false)
            .describe(
                "Keep query strings, which often carry tokens, in access lines, spans and error lines; docs/security.md",
            ),
    })
    .prefault({})
    .describe("One line per request, with no header except `User-Agent`");

export const gateway = z
    .strictObject({
        services: z.array(service).default([]).describe("Upstreams and the routes to them"),
        plugins: plugins.describe(
            "Global plugins. `opentelemetry` and `prometheus` are always on; an entry here changes their fields. With `accessLog`, the `custom_fields_by_lua` of `file-log` become fields of each access line, and the id of `correlation-id` becomes its `correlation_id`",
        ),
        accessLog,
        resourceAttributes: z
            .record(z.string().min(1), z.string().min(1, "not empty"))
            .default({})
            .describe("Added to `service.name` and `deployment.environment.name` on every span and log record"),
        selectTag: name
            .default("kong-observability")
            .describe("Tag of everything that decK manages; entities without it are left unchanged"),
    })
    .describe(
        "Services, routes and plugins of the gateway: applied by decK, or as Kubernetes objects for the ingress controller",
    );
