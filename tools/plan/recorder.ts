import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { withoutMappedTraces } from "./stackTraces";
import { type ReadValues, readValues, unknownText } from "./values";

/** One resource as the engine would have been asked for it. */
export interface PlannedResource {
    urn: string;
    type: string;
    name: string;
    parent: string | null;
    /** URN of the provider; null where the package's default one serves. */
    provider: string | null;
    protect: boolean;
    inputs: Record<string, unknown>;
    secrets: string[];
    unknowns: string[];
    dependsOn: string[];
}

export interface Recording {
    resources: PlannedResource[];
    /** Of the stack itself. */
    outputs: ReadValues;
    /** What the program said: warnings first of all. */
    notices: string[];
}

/** As much of a request to register or read a resource as we look at (pulumirpc.RegisterResourceRequest). */
interface ResourceRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getProvider(): string;
    getProtect?(): boolean;
    getDependenciesList(): string[];
    getObject?(): Struct;
    getProperties?(): Struct;
}
interface Struct {
    toJavaScript(): Record<string, unknown>;
}
type Callback = (error: unknown, response: unknown) => void;

/** The SDK's mock monitor, with what we wrap or add. */
interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: ResourceRequest, callback: Callback): Promise<void>;
    readResource(request: ResourceRequest, callback: Callback): Promise<void>;
    registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct | undefined }, callback: Callback): void;
    registerErrorHook(request: unknown, callback: Callback): void;
    registerResourceHook(request: unknown, callback: Callback): void;
}

const stackType = "pulumi:pulumi:Stack";

export interface RecordOptions {
    project: string;
    stack: string;
    /** False for an `up` in which each resource exists at once. @default true */
    preview?: boolean;
    /** Outputs of an `up` that a provider computes. @default none */
    computed?(type: string, name: string): Record<string, unknown>;
}

/**
 * Runs a program as the first preview of a new stack, in this process, and records every resource it registers.
 * It stands on the SDK's own mock monitor, and answers as the engine does: what a provider computes is unknown, and
 * everything under a provider whose own configuration is unknown has no outputs at all.
 */
export async function record(program: () => Promise<pulumi.Inputs>, options: RecordOptions): Promise<Recording> {
    const { project, stack, preview = true, computed = () => ({}) } = options;
    const resources = new Map<string, PlannedResource>();
    let outputs: ReadValues = { values: {}, secrets: [], unknowns: [] };
    const notices: string[] = [];

    const mocks: pulumi.runtime.Mocks = {
        // AWS alone knows: the plan says so rather than leave the input out.
        call: ({ token, inputs }) =>
            token === "aws:eks/getAddonVersion:getAddonVersion" ? { ...inputs, version: unknownText } : inputs,
        newResource: ({ type, name, inputs, provider, custom }) => {
            const configured = resources.get(providerUrn(provider ?? "") ?? "");
            const answered = custom === true && (configured?.unknowns ?? []).length === 0;
            return {
                id: preview ? undefined : `${name}-id`,
                state: answered
                    ? { ...knownOf(inputs as Record<string, unknown>), ...(!preview && computed(type, name)) }
                    : {},
            };
        },
    };
    await pulumi.runtime.setMocks(mocks, project, stack, preview);
    // The one that setMocks has just installed. Installing one of our own would take the SDK's support for secrets
    // back.
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;

    monitor.newUrn = (parent, type, name) => engineUrn(parent, type, name, project, stack);
    monitor.registerErrorHook = (_, callback) => callback(null, {});
    // A first preview updates nothing, and before a first creation there is nothing to look at.
    monitor.registerResourceHook = (_, callback) => callback(null, {});
    const recorded =
        (answer: (request: ResourceRequest, callback: Callback) => Promise<void>) =>
        (request: ResourceRequest, callback: Callback) => {
            const resource = plannedResource(
                request,
                monitor.newUrn(request.getParent(), request.getType(), request.getName()),
            );
            if (resources.has(resource.urn)) {
                callback(new Error(`two resources have the URN ${resource.urn}`), undefined);
                return Promise.resolve();
            }
            resources.set(resource.urn, resource);
            return answer(request, callback);
        };
    monitor.registerResource = recorded(monitor.registerResource.bind(monitor));
    monitor.readResource = recorded(monitor.readResource.bind(monitor));
    const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
    monitor.registerResourceOutputs = (request, callback) => {
        if (resources.get(request.getUrn())?.type === stackType) {
            outputs = readValues(request.getOutputs()?.toJavaScript() ?? {});
        }
        registerOutputs(request, callback);
    };

    await failingOnStrayErrors(() => capturingLog(notices, () => withoutMappedTraces(() => runInStack(program))));
    return { resources: [...resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1)), outputs, notices };
}

async function runInStack(program: () => Promise<pulumi.Inputs>): Promise<void> {
    const { runInPulumiStack } = await import("@pulumi/pulumi/runtime/stack");
    await runInPulumiStack(program);
    await pulumi.runtime.disconnect();
}

function plannedResource(request: ResourceRequest, urn: string): PlannedResource {
    const { values, secrets, unknowns } = readValues(
        (request.getObject?.() ?? request.getProperties?.())?.toJavaScript() ?? {},
    );
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent() || null,
        provider: providerUrn(request.getProvider()),
        protect: request.getProtect?.() ?? false,
        inputs: values,
        secrets,
        unknowns,
        dependsOn: [...new Set(request.getDependenciesList())].sort(),
    };
}

/** A provider reference is its URN and its id. */
function providerUrn(reference: string): string | null {
    return reference === "" ? null : reference.slice(0, reference.lastIndexOf("::"));
}

/** The engine names all ancestors' types but the stack's; the SDK's mock only the nearest. */
function engineUrn(parent: string, type: string, name: string, project: string, stack: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const qualified = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
    return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** Inputs come back as outputs, except where part of them is unknown. */
function knownOf(inputs: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !containsUnknown(value)));
}

function containsUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return "__pulumiUnknown" in value || Object.values(value).some(containsUnknown);
}

/** Makes the SDK forget the promises that are open, and says how many there were. Its types do not show how. */
export function forgetPromises(): number {
    const { leakedPromises } = debuggable as unknown as { leakedPromises(): [Set<unknown>, string] };
    return leakedPromises()[0].size;
}

/**
 * An error inside an `apply` has no caller: what waits for its output waits forever. The SDK would report all of that
 * when the process ends, as if it were a defect of its own.
 */
async function failingOnStrayErrors(run: () => Promise<void>): Promise<void> {
    let stray: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
        stray = reject;
    });
    process.on("unhandledRejection", stray);
    // Rejections without a handler are reported once the current turn is over; one failure often brings several.
    const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
    try {
        await Promise.race([run(), failed]);
        await Promise.race([turn(), failed]);
    } catch (error) {
        await turn();
        forgetPromises();
        throw error;
    } finally {
        await turn();
        process.off("unhandledRejection", stray);
    }
}

/** Without an engine the SDK logs to the console; a plan shows it in its own place. */
async function capturingLog(notices: string[], run: () => Promise<void>): Promise<void> {
    const { log, warn } = console;
    const capture =
        (original: (...args: unknown[]) => void) =>
        (message: unknown, ...rest: unknown[]): void => {
            const text = /^(?:info|warning): \[runtime\] ([\s\S]*)$/.exec(String(message))?.[1];
            if (text === undefined) {
                original(message, ...rest);
            } else {
                notices.push(text);
            }
        };
    console.log = capture(log);
    console.warn = capture(warn);
    try {
        await run();
    } finally {
        console.log = log;
        console.warn = warn;
    }
}
