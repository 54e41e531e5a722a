import { findSettings } from "../../../settings/namespace";
import { referencesOf } from "../../../settings/references";
import type { PlainSettings } from "../../../settings/schema";
import { validateSettings } from "../../../settings/validate";
import type { StackConfig } from "../stackFile";
import type { Answer } from "./answer";
import { answersIn } from "./files";
import { placeholders, unanswered } from "./placeholders";

/**
 * What stands for each stack that the planned one reads: the files of `--from`, or placeholders.
 * @throws Error with every file that cannot be used
 */
export async function answersFor(
    { project, values }: Pick<StackConfig, "project" | "values">,
    { stack, from }: { stack: string; from: readonly string[] },
): Promise<Answer[]> {
    const settings = settingsIn(project, stack, values);
    const references = referencesOf(settings);
    const answers = answersIn(from, references);
    return [...answers, ...(await placeholders(unanswered(references, answers), { project, kong: settings.kong }))];
}

/** By settings that may have problems, which the program reports. */
function settingsIn(project: string, stack: string, config: Record<string, string>): Partial<PlainSettings> {
    const { values } = findSettings(project, config);
    return validateSettings({ project, stack, values, awsRegion: config["aws:region"] }).settings;
}

/** What a plan says of the stacks that it could not see. */
export function placeholderNotices(answers: readonly Answer[]): string[] {
    return answers
        .filter(({ kind }) => kind === "placeholders")
        .map(
            ({ stack }) =>
                `${stack}: planned with what a stack with default settings would export. ` +
                "--from FILE takes its plan (npm run plan -- STACK --json FILE) or its outputs (npx pulumi stack output --json)",
        );
}
