import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { lookUp } from "./lookups";
import { type Answer, referenceState } from "./references/answer";
import { withoutMappedTraces } from "./stackTraces";
import { type ReadValues, readValues } from "./values";

/** One resource, as the program would register it with the engine. */
export interface PlannedResource {
    urn: string;
    type: string;
    name: string;
    parent: string | null;
    /** URN of the provider; null for the package's default provider. */
    provider: string | null;
    protect: boolean;
    inputs: Record<string, unknown>;
    secrets: string[];
    unknowns: string[];
    dependsOn: string[];
}

export interface Recording {
    resources: PlannedResource[];
    /** The stack's outputs. */
    outputs: ReadValues;
    /** Log messages of the program, mainly warnings. */
    notices: string[];
}

/** The parts of a request to register or read a resource that are used here (pulumirpc.RegisterResourceRequest). */
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

/** The SDK's mock monitor, with the functions that are wrapped or added here. */
interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: ResourceRequest, callback: Callback): Promise<void>;
    readResource(request: ResourceRequest, callback: Callback): Promise<void>;
    registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct | undefined }, callback: Callback): void;
    registerErrorHook(request: unknown, callback: Callback): void;
    registerResourceHook(request: unknown, callback: Callback): void;
}

const stackType = "pulumi:pulumi:Stack";
const referenceType = "pulumi:pulumi:StackReference";

export interface RecordOptions {
    project: string;
    stack: string;
    /**
     * False simulates an `up` in which each resource exists at once.
     * @default true
     */
    preview?: boolean;
    /**
     * Outputs that a provider computes in an `up`.
     * @default none
     */
    computed?(type: string, name: string): Record<string, unknown>;
    /**
     * What stands for the stacks that the program reads.
     * @default it reads none
     */
    answers?: readonly Answer[];
}

/**
 * Runs a program in this process as the first preview of a new stack, and records every resource that it registers.
 * Based on the SDK's own mock monitor. It answers as the engine does: what a provider computes is unknown, and
 * resources of a provider with an unknown configuration have no outputs at all.
 */
export async function record(program: () => Promise<pulumi.Inputs>, options: RecordOptions): Promise<Recording> {
    const { project, stack, preview = true, computed = () => ({}), answers = [] } = options;
    const resources = new Map<string, PlannedResource>();
    let outputs: ReadValues = { values: {}, secrets: [], unknowns: [] };
    const notices: string[] = [];

    const mocks: pulumi.runtime.Mocks = {
        call: ({ token, inputs }) => lookUp(token, inputs as Record<string, unknown>),
        newResource: ({ type, name, inputs, provider, custom }) => {
            const answer = type === referenceType ? answers.find(({ stack: other }) => other === name) : undefined;
            if (answer !== undefined) {
                return { id: name, state: referenceState(answer) };
            }
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
    // The monitor that setMocks has just installed. Another one would lose the SDK's support for secrets.
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;

    monitor.newUrn = (parent, type, name) => engineUrn(parent, type, name, project, stack);
    monitor.registerErrorHook = (_, callback) => callback(null, {});
    // A first preview updates nothing, and before a first creation there is nothing to check.
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

/** The engine's URNs contain the types of all ancestors but the stack; the SDK's mock only the nearest. */
function engineUrn(parent: string, type: string, name: string, project: string, stack: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const qualified = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
    return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** Inputs are returned as outputs, unless a part of them is unknown. */
function knownOf(inputs: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !containsUnknown(value)));
}

function containsUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return "__pulumiUnknown" in value || Object.values(value).some(containsUnknown);
}

/** Makes the SDK forget its pending promises, and returns their number. The SDK's types do not declare this. */
export function forgetPromises(): number {
    const { leakedPromises } = debuggable as unknown as { leakedPromises(): [Set<unknown>, string] };
    return leakedPromises()[0].size;
}

/**
 * An error inside an `apply` has no caller, and everything that waits for its output waits forever. When the process
 * ends, the SDK would report all of this as if it were a defect of its own.
 */
async function failingOnStrayErrors(run: () => Promise<void>): Promise<void> {
    let stray: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
        stray = reject;
    });
    process.on("unhandledRejection", stray);
    // Unhandled rejections are reported after the current turn; one failure often causes several.
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

/** Without an engine the SDK logs to the console; a plan shows the messages in their own place. */
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
