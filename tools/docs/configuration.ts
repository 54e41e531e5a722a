import { readFileSync } from "node:fs";
import path from "node:path";
import { credentials, explainedWith, schema, secrets, type SettingKey } from "../../settings/schema";
import { root } from "../plan/evaluate";
import { configurationTable } from "./table";

const settingKeys = Object.keys(schema) as SettingKey[];

/** Keys that are explained together, with an example in `docs/examples/NAME.yaml`. */
interface Group {
    name: string;
    title: string;
    keys: readonly SettingKey[];
    intro: string;
    /** Examples of other kinds, each of some of the keys: `docs/examples/NAME.yaml`, and what it is. */
    kinds?: readonly { name: string; title: string }[];
}

const listed: readonly Group[] = [
    {
        name: "cluster",
        title: "The cluster",
        keys: ["cluster", "protect"],
        intro: "A new EKS cluster ([aws.md](aws.md)), or one that exists ([local.md](local.md)).",
        kinds: [{ name: "existing-eks", title: "An EKS cluster that exists, by its name ([aws.md](aws.md)):" }],
    },
    {
        name: "kong",
        title: "Kong Gateway",
        keys: ["kong"],
        intro: "Topologies, and what each of them has: [topologies.md](topologies.md).",
        kinds: [
            {
                name: "data-planes",
                title: "Data planes alone, which join the control plane of another stack ([multi-cluster.md](multi-cluster.md)):",
            },
        ],
    },
    {
        name: "gateway",
        title: "What the gateway serves",
        keys: ["gateway", "sample"],
        intro: "Services, routes and plugins, in the terms of Kong's Admin API, and the access log.",
    },
    {
        name: "sampling",
        title: "Sampling",
        keys: ["sampling"],
        intro: "Which requests are traced. What each choice costs: [performance.md](performance.md).",
    },
    {
        name: "access",
        title: "Grafana, Prometheus and Alertmanager from outside",
        keys: ["access"],
        intro: "Nothing is reachable from outside unless it is named here: [access.md](access.md).",
    },
    {
        name: "metrics",
        title: "Metrics and dashboards",
        keys: ["metrics"],
        intro: "Targets and dashboards of your own: [additions.md](additions.md).",
    },
    {
        name: "alerts",
        title: "Who hears of alerts",
        keys: ["alerts"],
        intro: "Receivers, routes and times, with an example of each: [alerting.md](alerting.md). What each alert means: [runbooks](runbooks/README.md).",
    },
    {
        name: "logs-and-traces",
        title: "Logs and traces",
        keys: ["logs", "traces", "collector"],
        intro: "How much fits into a volume, and how to grow it: [operations.md](operations.md).",
    },
    {
        name: "deepflow",
        title: "DeepFlow",
        keys: ["deepflow"],
        intro: "What it sees, what it needs of nodes, and what it costs: [deepflow.md](deepflow.md).",
    },
    {
        name: "delivery",
        title: "Who installs the charts",
        keys: ["delivery"],
        intro: "This program with Helm, or Argo CD: [argocd.md](argocd.md).",
    },
    {
        name: "mirrors",
        title: "Mirrors, and values of the charts",
        keys: ["registry", "chartOverrides"],
        intro: "For clusters without internet, and for what no setting covers. The policies judge the values after the overrides.",
    },
];

/** With the keys that the schema assigns to another key's group. */
export const groups: readonly Group[] = listed.map(({ keys, ...group }) => ({
    ...group,
    keys: [...keys, ...settingKeys.filter((key) => explainedWith[key] === group.name)],
}));

/** Example of a group as shown on the page: without the line for editors, which contains a relative path. */
function example(name: string): string {
    const text = readFileSync(path.join(root, "docs", "examples", `${name}.yaml`), "utf8");
    return text.replace(/^# yaml-language-server:.*\n/, "").trimEnd();
}

/** The page about a stack's settings, generated from the schema. */
export function configurationPage(): string {
    return `# Configuration

<!-- Written by \`npm run docs\` from settings/schema and docs/examples. -->

Every setting of a stack stands in \`Pulumi.STACK.yaml\`, under \`config\` and the name \`kong-observability:\`. Edit the file, or set one value:

\`\`\`sh
npx pulumi config set --path 'kong.dataPlanes[0].replicas' 3
npx pulumi config set --secret slackWebhookUrl
\`\`\`

In a project of another name (\`pulumi new\` asks for one) \`kong-observability:\` stays as it is. What \`pulumi config set\` writes under the
project's own name is read too; a key that stands under both is refused.

\`aws:region\` and \`aws:profile\` are the AWS provider's own. \`npm run plan -- STACK\` reports all problems at once, each with its full key, what
it got and what is allowed; problems between keys are reported once each key is right by itself.

Editors complete the keys, show what each means and mark what is misspelt: with an extension for YAML (\`redhat.vscode-yaml\` in VS Code, or
any that runs yaml-language-server) a stack file needs nothing but its first line. In this repository that is

\`\`\`yaml
# yaml-language-server: $schema=stack.schema.json
\`\`\`

From other repositories point to the same file on the main branch of the repository that you cloned this one from, on GitHub
\`https://raw.githubusercontent.com/OWNER/kong-observability/main/stack.schema.json\`.

${[...groups.map(({ title }) => title), secretsTitle].map((title) => `- [${title}](#${anchor(title)})`).join("\n")}
${groups.map(section).join("")}
## ${secretsTitle}

Set each with \`npx pulumi config set --secret KEY\`: in plain text they are refused. They are keys of their own at the top level, because Pulumi
hands out an encrypted value inside an object as plain text. \`credentials\`, which is read as a whole, holds any number of them:

\`\`\`sh
npx pulumi config set --secret --path 'kong-observability:credentials.pagerduty'
\`\`\`

A receiver or a destination then says \`{ credential: pagerduty }\`, or names an existing Secret in its namespace:
\`{ secretName: pagerduty, key: routing-key }\`. A name that is not set is refused, and so is one that nothing refers to.
\`npm run plan\` needs no secret's value: before a stack exists, write \`"[secret]"\` where the encrypted value is to stand.

\`\`\`yaml
${example("secrets")}
\`\`\`

| key | what it is |
| --- | --- |
${Object.entries({ ...secrets, "credentials.NAME": credentials })
    .map(([key, description]) => `| \`${key}\` | ${description} |`)
    .join("\n")}
`;
}

const secretsTitle = "Secrets";

function section({ name, title, intro, keys, kinds = [] }: Group): string {
    return `
## ${title}

${intro}

\`\`\`yaml
${example(name)}
\`\`\`
${kinds.map((kind) => `\n${kind.title}\n\n\`\`\`yaml\n${example(kind.name)}\n\`\`\`\n`).join("")}
${configurationTable(keys)}
`;
}

/** The anchor of a heading, as GitHub generates it. */
function anchor(title: string): string {
    return title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-");
}
