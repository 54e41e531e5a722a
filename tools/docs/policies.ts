import { rules } from "../../policy/rules";
import type { Rule } from "../../policy/library/rule";

/** The page about the policy pack, generated from the list of rules. */
export function policiesPage(): string {
    return `# Policies

<!-- Written by \`npm run docs\` from policy/rules. -->

The policy pack checks planned resources before anything is created: in \`npm run plan\`, and with the engine:

\`\`\`sh
npx pulumi preview --policy-pack policy --policy-pack-config policy/config/prod.json
\`\`\`

Rules are pure functions of all planned resources (\`policy/rules\`, one per folder). They read Helm releases, Argo CD
Applications, decK files and the ingress controller's plugins, skip values that are not known yet, and never repeat a
secret. \`policy/config\` has levels and limits for each environment; a setting that it leaves out has the default below.

## For other programs and organizations

The pack does not need this repository: its tarball has all that it imports, compiled, and what it needs of npm is in
\`policy/package.json\`. Pulumi Cloud takes and distributes it:

\`\`\`sh
cd policy
npx pulumi policy publish ORGANIZATION
npx pulumi policy enable ORGANIZATION/kong-observability latest --policy-group GROUP --config config/prod.json
\`\`\`

A version is published once: raise it in \`package.json\` and \`policy/package.json\` for the next. The group should contain
only stacks that this pack is meant for: \`pins\`, for one, refuses any chart that is not of an approved repository.

Without Pulumi Cloud, unpack the tarball and use it from there, with any program:

\`\`\`sh
(cd policy && npm pack)
mkdir pack && tar -xzf policy/kong-observability-policy-*.tgz -C pack --strip-components=1 && (cd pack && npm install)
npx pulumi preview --policy-pack pack --policy-pack-config pack/config/prod.json
\`\`\`

\`npm run test:package\` holds that both ways the pack judges as from here.

## Rules

| rule | severity | level | what it requires |
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
${settings.length === 0 ? "" : `\n| setting | meaning | default |\n| --- | --- | --- |\n${settings.join("\n")}\n`}`;
}

/** Text that cannot break out of a table cell. */
function cell(text: string): string {
    return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
