import { rules } from "../../policy/rules";
import type { Rule } from "../../policy/library/rule";

/** The page about the policy pack, written from the list of its rules. */
export function policiesPage(): string {
    return `# Policies

<!-- Written by \`npm run docs\` from policy/rules. -->

The pack judges what would be there before anything is: in \`npm run plan\`, and with the engine:

\`\`\`sh
npx pulumi preview --policy-pack policy --policy-pack-config policy/config/prod.json
\`\`\`

Rules are pure functions of all planned resources (\`policy/rules\`, one per folder). They read Helm releases and Argo CD Applications, decK files and
the ingress controller's plugins alike, judge nothing that is not known yet, and never repeat a secret. \`policy/config\` holds levels and limits
for each environment; a setting that it leaves out has the default below.

| rule | severity | level | what it holds |
| --- | --- | --- | --- |
${rules.map(({ name, severity, enforcementLevel, description }) => `| [${name}](#${name}) | ${severity} | ${enforcementLevel} | ${cell(description)} |`).join("\n")}
${rules.map(section).join("")}`;
}

function section({ name, description, remediationSteps, config }: Rule): string {
    const settings = Object.entries(config).map(
        ([key, { description: meaning, default: fallback }]) =>
            `| \`${key}\` | ${cell(meaning)} | \`${cell(JSON.stringify(fallback))}\` |`,
    );
    return `
## ${name}

${description}

**What to do.** ${remediationSteps}
${settings.length === 0 ? "" : `\n| setting | what it is | default |\n| --- | --- | --- |\n${settings.join("\n")}\n`}`;
}

/** Text that cannot break out of a table's cell. */
function cell(text: string): string {
    return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
