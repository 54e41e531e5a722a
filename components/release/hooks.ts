import { AsyncResource } from "node:async_hooks";

/**
 * A hook's function, run as part of the program that defines it. Pulumi calls hooks from a server of its SDK, where a
 * program that Automation API runs inline is not known: messages would miss the engine, and the stack would have no name.
 */
export function inProgram<Arguments extends unknown[], Result>(
    hook: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
    return AsyncResource.bind(hook);
}
