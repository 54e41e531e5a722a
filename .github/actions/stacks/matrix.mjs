// Which repository variable holds the preview role of which stack. Expressions of a workflow cannot replace a
// character, and a variable's name holds letters, digits and underscores alone: a stack's name is put in capitals, and
// each dash and dot of it becomes an underscore.
import process from "node:process";

const [text = ""] = process.argv.slice(2);

function matrixOf(stacks) {
    if (!Array.isArray(stacks) || stacks.length === 0) {
        throw new Error(`STACKS: got ${text}; allowed: a JSON list of stack names, such as ["dev", "prod"]`);
    }
    const byVariable = new Map();
    return stacks.map((stack) => {
        if (typeof stack !== "string" || !/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) {
            throw new Error(
                `STACKS: got ${JSON.stringify(stack)}; allowed: names of letters, digits, ".", "_" and "-"`,
            );
        }
        const variable = `AWS_PREVIEW_ROLE_${stack.toUpperCase().replace(/[.-]/g, "_")}`;
        const other = byVariable.get(variable);
        if (other !== undefined) {
            throw new Error(
                `STACKS: got "${other}" and "${stack}", whose roles would both be in ${variable}; allowed: names that differ in more than capitals, dashes, dots and underscores`,
            );
        }
        byVariable.set(variable, stack);
        return { stack, variable };
    });
}

function parsed() {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

try {
    console.log(`matrix=${JSON.stringify(matrixOf(parsed()))}`);
} catch (error) {
    console.error(`::error::${error.message}`);
    process.exitCode = 1;
}
