import { isLike } from "../model/didYouMean";
import { namespace, writtenKey } from "../model/settingKeys";
import type { Problem } from "./problems";

/** The settings in the configuration that Pulumi returns. */
export interface Found {
    /** By key without namespace. */
    values: Map<string, string>;
    /** Keys under the program's name, in a project with another name. */
    underOurs: Set<string>;
    problems: Problem[];
}

/**
 * Finds the settings under the program's name and under the project's, which Pulumi prepends to a key without namespace
 * (`pulumi config set sample true`). Keys in other namespaces belong to providers, unless the namespace is misspelled.
 */
export function findSettings(project: string, all: Readonly<Record<string, string>>): Found {
    const entries = Object.entries(all);
    const under = (name: string): Map<string, string> =>
        new Map(entries.flatMap(([key, text]) => (isUnder(name, key) ? [[key.slice(name.length + 1), text]] : [])));
    const names = [...new Set([project, namespace])];
    const [own, ours] = [under(project), project === namespace ? new Map<string, string>() : under(namespace)];
    const twice = [...ours.keys()].filter((key) => !isDefault(own.get(key)));
    const misspelt = entries.flatMap(([key]) => {
        const near = names.find((name) => isLike(key.split(":", 1)[0] ?? "", name, 1));
        return near === undefined || names.some((name) => isUnder(name, key)) ? [] : [{ key, near }];
    });
    return {
        values: new Map([...own, ...ours]),
        underOurs: new Set(ours.keys()),
        problems: [
            ...misspelt.map(({ key, near }) => ({ key, message: `unknown namespace, did you mean "${near}"?` })),
            ...twice.map((key) => ({
                key: `${namespace}:${key}`,
                message: `set beside ${project}:${key}; allowed: one of the two`,
            })),
        ],
    };
}

/**
 * A problem with its key as in the stack file.
 * @param all the stack's whole configuration, by full key
 */
export function byWrittenKey(problem: Problem, project: string, all: Readonly<Record<string, string>>): Problem {
    const own = `${project}:`;
    return problem.key.startsWith(own)
        ? { ...problem, key: writtenKey(problem.key.slice(own.length), project, all) }
        : problem;
}

function isUnder(name: string, key: string): boolean {
    return key.startsWith(`${name}:`);
}

/** Whether a value is the one that Pulumi.yaml declares for an unset key. */
function isDefault(text: string | undefined): boolean {
    return text === undefined || text === "" || text === "{}";
}
