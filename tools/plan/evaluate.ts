import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readJsonOr } from "../../model/parsing";
import { hiding } from "../../model/secrets/hide";
import { secretsIn } from "../../model/secrets/mask";
import { type Problem, SettingsError } from "../../settings/problems";
import { type PlannedResource, record } from "./recorder";
import type { Answer } from "./references/answer";
import { answersFor, placeholderNotices } from "./references/answers";
import { readStackConfig } from "./stackFile";
import type { ReadValues } from "./values";

/** The repository's root, which contains Pulumi.yaml. */
export const root = path.resolve(__dirname, "../..");

/** What the first `pulumi preview` of a new stack would show, and more. */
export interface Plan {
    stack: string;
    resources: PlannedResource[];
    outputs: ReadValues;
    notices: string[];
    /** What stands for the stacks that this one reads. */
    answers: Answer[];
}

/**
 * Evaluates the real program for a stack file: no AWS, no cluster, no CLI, no network.
 * @param folder of the `Pulumi.yaml` @default the repository
 * @param from files about the stacks that it reads: references/files.ts @default placeholders stand for them
 */
export async function plan(stack: string, file: string, folder = root, from: readonly string[] = []): Promise<Plan> {
    const { project, values, secretKeys, problems, plainSecrets } = readStackConfig(folder, file);
    try {
        const answers = await answersFor({ project, values }, { stack, from });
        pulumi.runtime.setAllConfig(values, secretKeys);
        if (problems.length > 0) {
            throw await withSettingsProblems(problems, { project, stack });
        }
        const program = (await import("../../index")).default;
        const { resources, outputs, notices } = await record(async () => ({ ...(await program()) }), {
            project,
            stack,
            answers,
        });
        return { stack, resources, outputs, notices: [...placeholderNotices(answers), ...notices], answers };
    } catch (error) {
        throw withoutSecrets(error, values, plainSecrets);
    }
}

/** Adds the problems that the settings find to those of the file. */
async function withSettingsProblems(
    problems: Problem[],
    { project, stack }: { project: string; stack: string },
): Promise<SettingsError> {
    const { loadSettings } = await import("../../settings/load");
    const refused: Problem[] = [];
    const load = (): Promise<pulumi.Inputs> => {
        try {
            loadSettings();
        } catch (error) {
            if (!(error instanceof SettingsError)) {
                throw error;
            }
            refused.push(...error.problems);
        }
        return Promise.resolve({});
    };
    await record(load, { project, stack });
    return new SettingsError([...problems, ...refused], stack);
}

/** Errors may quote the values that they refuse. */
function withoutSecrets(error: unknown, values: Record<string, string>, plain: string[]): unknown {
    if (error instanceof Error) {
        const known = secretsIn(
            Object.fromEntries(Object.entries(values).map(([key, text]) => [key, readJsonOr(text, text)])),
        );
        error.message = hiding([...known, ...plain])(error.message);
    }
    return error;
}
