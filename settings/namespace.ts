import { isLike } from "../model/didYouMean";
import { namespace, writtenKey } from "../model/settingKeys";
import type { Problem } from "./problems";

/** The settings among all that Pulumi hands out. */
export interface Found {
    /** By key without namespace. */
    values: Map<string, string>;
    /** Keys of those that are under the program's name, in a project of another. */
    underOurs: Set<string>;
    problems: Problem[];
}

/**
 * Finds the settings under the program's name and under the project's, which Pulumi puts before a key that has none
 * (`pulumi config set sample true`). Keys of other namespaces are those of providers, unless one is misspelt.
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

/** A problem by the key that the stack file has. @param all the stack's configuration, by full key */
export function byWrittenKey(problem: Problem, project: string, all: Readonly<Record<string, string>>): Problem {
    const own = `${project}:`;
    return problem.key.startsWith(own)
        ? { ...problem, key: writtenKey(problem.key.slice(own.length), project, all) }
        : problem;
}

function isUnder(name: string, key: string): boolean {
    return key.startsWith(`${name}:`);
}

/** Whether a key has what Pulumi.yaml declares for one that is not set. */
function isDefault(text: string | undefined): boolean {
    return text === undefined || text === "" || text === "{}";
}
