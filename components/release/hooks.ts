import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/**
 * A hook's function, run as part of the program that defines it. Pulumi calls hooks from a server of its SDK, where a
 * program that Automation API runs inline is not known: messages would miss the engine, and the stack would have no name.
 */
export function inProgram<Arguments extends unknown[], Result>(
    hook: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
    return AsyncResource.bind(hook);
}

/** Not where the SDK's own mocks take the engine's place: unit tests of a program that uses these components. */
export function takesHooks(): boolean {
    const monitor = pulumi.runtime.getMonitor() as { registerErrorHook?: unknown } | undefined;
    return monitor?.registerErrorHook !== undefined;
}
