import { z } from "zod";
import { credential, text } from "./common";

/** What a provisioning file would take for a variable is doubled, except in names, which have none. */
const name = text(/^[A-Za-z0-9][\w .()-]{0,62}$/, "up to 63 letters, digits, spaces, dots, dashes and brackets");

const datasource = z.strictObject({
    name: name.describe("Its name in Grafana"),
    uid: text(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, "up to 40 lower-case letters, digits and dashes").describe(
        "By which dashboards and links refer to it; it never changes",
    ),
    type: text(
        /^[a-z0-9]+(-[a-z0-9]+)*$/,
        "the id of a plugin such as prometheus or grafana-postgresql-datasource",
    ).describe("Id of its plugin: one that Grafana's image has, or that `chartOverrides` installs"),
    url: text(/^(https?:\/\/)?[^\s@?#$]+$/, "an address without login and query")
        .optional()
        .describe("Where Grafana's server reaches it; databases take host:port"),
    user: z.string().min(1, "a user").optional().describe("The user, for databases"),
    database: z.string().min(1, "a database").optional().describe("The database, where the plugin asks for one here"),
    basicAuth: z
        .strictObject({ username: z.string().min(1, "a user").describe("The user"), password: credential })
        .optional()
        .describe("A login by HTTP"),
    isDefault: z.boolean().default(false).describe("Whether it takes the place of Prometheus as the default"),
    jsonData: z
        .record(z.string(), z.json())
        .default({})
        .describe("What else its plugin takes, as in Grafana's provisioning files; `$` is written once"),
    secureJsonData: z
        .record(text(/^[A-Za-z][A-Za-z0-9]*$/, "letters and digits"), credential)
        .default({})
        .describe("The same of what is secret, such as `password`, `httpHeaderValue1`, `tlsClientKey`"),
});

export const datasources = z
    .array(datasource)
    .default([])
    .describe("Datasources beside ours, which Grafana's server asks for browsers (`access: proxy`)");
