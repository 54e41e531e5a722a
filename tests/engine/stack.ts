import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
    type ConfigMap,
    type EngineEvent,
    LocalWorkspace,
    type PulumiCommand,
    type Stack,
    type StepEventStateMetadata,
    type UpOptions,
} from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import program from "../../index";
import { root } from "../../tools/plan/evaluate";
import { readValues } from "../../tools/plan/values";
import { type Pulumi, pulumiCli } from "../../tools/recover/pulumi";
import { killGroup, LanguageHost, writePlugin } from "./host";
import type { Simulator } from "./simulator/simulator";

/** What one run of the engine said. */
export interface Run {
    /** How many resources it treated in which way: `{create: 3, same: 1}`. */
    summary: Partial<Record<string, number>>;
    /** Every step that was planned or done, with the state it leads to. */
    steps: {
        operation: string;
        urn: string;
        before: StepEventStateMetadata | undefined;
        after: StepEventStateMetadata | undefined;
    }[];
    /** Of the stack itself, with marks for what is secret and what is unknown. */
    outputs: Record<string, unknown>;
    /** Messages by severity. */
    messages: { severity: string; text: string }[];
    /** What a policy pack found. */
    policies: PolicyDiagnostic[];
    failed: boolean;
    output: string;
}

/** One violation, as the engine reports it. */
export interface PolicyDiagnostic {
    policy: string;
    level: string;
    urn: string;
    message: string;
}

/** The real program under the real engine, with simulated providers and everything else in a temporary folder. */
export class EngineStack {
    /** Folder of the program that `cli` runs. */
    public program = root;
    /** What has begun and not ended, and how to kill it. */
    private readonly running = new Map<Promise<unknown>, () => void>();

    private constructor(
        private readonly stack: Stack,
        private readonly folder: string,
        private readonly backend: string,
        private readonly file: string,
        private readonly project: string,
    ) {}

    /**
     * @param name of the stack, which the program reads
     * @param file its configuration
     * @param secrets by key without namespace: they take the place of what the file has, encrypted; of the map
     *     `credentials` by path, `credentials.NAME`
     * @param around.project its name, as `pulumi new` would write it into Pulumi.yaml
     * @param around.backend the folder of the states @default one of its own
     */
    static async create(
        command: PulumiCommand,
        simulator: Simulator,
        name: string,
        file: string,
        secrets: Record<string, string> = {},
        { project = "kong-observability", backend }: { project?: string; backend?: string } = {},
    ): Promise<EngineStack> {
        const folder = mkdtempSync(path.join(tmpdir(), `engine-${name}-`));
        const [workDir, home] = [path.join(folder, "work"), path.join(folder, "home")];
        const state = backend ?? path.join(folder, "state");
        [workDir, home, state].forEach((path) => mkdirSync(path, { recursive: true }));
        const projectFile = readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
        writeFileSync(path.join(workDir, "Pulumi.yaml"), projectFile.replace(/^name: .*$/m, `name: ${project}`));
        const stackFile = path.join(workDir, `Pulumi.${name}.yaml`);
        copyFileSync(file, stackFile);

        const stack = await LocalWorkspace.createStack(
            { stackName: name, projectName: project, program: async () => ({ ...(await program()) }) },
            {
                workDir,
                pulumiHome: home,
                pulumiCommand: command,
                envVars: {
                    PULUMI_BACKEND_URL: `file://${state}`,
                    PULUMI_CONFIG_PASSPHRASE: "only for this test",
                    PULUMI_DEBUG_PROVIDERS: simulator.debugProviders,
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                    // It would fetch every plugin that the state names, attached or not.
                    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                    // Nobody reads them, and each step would write one.
                    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
                    NO_COLOR: "1",
                },
            },
        );
        if (Object.keys(secrets).length > 0) {
            await stack.setAllConfig(
                Object.fromEntries(
                    Object.entries(secrets).map(([key, value]) => [key, { value, secret: true }]),
                ) satisfies ConfigMap,
                true,
            );
        }
        return new EngineStack(stack, folder, state, stackFile, project);
    }

    /**
     * Changes one setting, by its path in the stack's file: `["kong", "dataPlanes", 0, "replicas"]`. Undefined takes it
     * out.
     */
    set([key, ...rest]: [string, ...(string | number)[]], value: unknown): void {
        const document = parseDocument(readFileSync(this.file, "utf8"));
        const at = ["config", `kong-observability:${key}`, ...rest];
        if (value === undefined) {
            document.deleteIn(at);
        } else {
            document.setIn(at, value);
        }
        writeFileSync(this.file, document.toString());
    }

    /** Changes one of the stack's `credentials`, as `pulumi config set --secret --path` does. */
    async setCredential(name: string, value: string): Promise<void> {
        await this.stack.setConfig(`credentials.${name}`, { value, secret: true }, true);
    }

    /** @param policies the folder of a policy pack, and its configuration's file */
    preview(policies?: { pack: string; config: string }): Promise<Run> {
        const packs =
            policies === undefined ? {} : { policyPacks: [policies.pack], policyPackConfigs: [policies.config] };
        return this.tracked(run((options) => this.stack.preview({ ...options, ...packs })));
    }

    /** @param exclude URNs, or patterns of them, that stay as they are */
    up(exclude: string[] = [], more: Pick<UpOptions, "refresh" | "replace"> = {}): Promise<Run> {
        return this.tracked(run((options) => this.stack.up({ ...options, ...more, exclude })));
    }

    destroy(): Promise<Run> {
        return this.tracked(run((options) => this.stack.destroy(options)));
    }

    /** What somebody types, with the program in a process of its own. `printed` is standard output alone. */
    async cli(...args: string[]): Promise<Typed> {
        return this.cliUntil(undefined, ...args);
    }

    /** The same, with the CLI killed, as a closed laptop or a cancelled job does, once `moment` has come. */
    async cliUntil(moment: Promise<unknown> | undefined, ...args: string[]): Promise<Typed> {
        const { name, workspace } = this.stack;
        const { host, address } = await LanguageHost.start(this.program);
        try {
            const { command } = workspace.pulumiCommand;
            const options = [...args, "--stack", name, "--non-interactive", "--color=never", `--client=${address}`];
            // A group of its own, to be killed with whatever it has started.
            const child = spawn(command, options, { cwd: workspace.workDir, env: this.env, detached: true });
            const kill = (): void => killGroup(child);
            void moment?.then(kill);
            let [output, printed] = ["", ""];
            child.stdout.on("data", (text: Buffer) => {
                output += text.toString();
                printed += text.toString();
            });
            child.stderr.on("data", (text: Buffer) => (output += text.toString()));
            const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
            const code = await this.tracked(ended, kill);
            return { failed: code !== 0, output: output + host.printed, printed };
        } finally {
            host.stop();
        }
    }

    private async tracked<T>(ended: Promise<T>, kill = (): void => undefined): Promise<T> {
        this.running.set(ended, kill);
        return ended.finally(() => this.running.delete(ended));
    }

    /** The CLI as the project's own tools start it. */
    get pulumi(): Pulumi {
        return pulumiCli(this.stack.workspace.workDir, {
            ...this.env,
            PULUMI_CLI: this.stack.workspace.pulumiCommand.command,
        });
    }

    /** A command that knows no `--client`, such as `import`: it starts the language's plugin, found on PATH. */
    async pulumiOnPath(...args: string[]): Promise<string> {
        const { host, address } = await LanguageHost.start(this.program);
        const PATH = `${writePlugin(this.folder, address)}${path.delimiter}${process.env.PATH ?? ""}`;
        const { workDir, pulumiCommand } = this.stack.workspace;
        return pulumiCli(workDir, { ...this.env, PATH, PULUMI_CLI: pulumiCommand.command })(args).finally(() =>
            host.stop(),
        );
    }

    private get env(): NodeJS.ProcessEnv {
        const { envVars, pulumiHome } = this.stack.workspace;
        return { ...process.env, ...envVars, PULUMI_HOME: pulumiHome };
    }

    /** The state as it is stored: not exported, for Automation API exports secrets in plain text. */
    state(): { resources: StoredResource[]; text: string } {
        const text = readFileSync(
            path.join(this.backend, ".pulumi/stacks", this.project, `${this.stack.name}.json`),
            "utf8",
        );
        const { checkpoint } = JSON.parse(text) as { checkpoint: { latest?: { resources?: StoredResource[] } } };
        return { resources: checkpoint.latest?.resources ?? [], text };
    }

    /** Kills what a test that failed has left running. */
    kill(): void {
        this.running.forEach((kill) => kill());
    }

    /** Only once nothing writes there any more: what runs in this process ends with the simulator. */
    async remove(): Promise<void> {
        this.kill();
        await Promise.allSettled(this.running.keys());
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** As much of a resource in the state as the tests look at. */
export interface StoredResource {
    urn: string;
    type: string;
    parent?: string;
    provider?: string;
    protect?: boolean;
    retainOnDelete?: boolean;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

/** What became of a command that somebody typed. */
interface Typed {
    failed: boolean;
    output: string;
    printed: string;
}

interface RunOptions {
    onEvent: (event: EngineEvent) => void;
    onOutput: (text: string) => void;
    color: "never";
}

const messageSeverities = ["info", "warning", "error"];

async function run(start: (options: RunOptions) => Promise<unknown>): Promise<Run> {
    const result: Run = { summary: {}, steps: [], outputs: {}, messages: [], policies: [], failed: false, output: "" };
    const onEvent = ({
        resourcePreEvent,
        resOutputsEvent,
        diagnosticEvent,
        policyEvent,
        summaryEvent,
    }: EngineEvent): void => {
        if (resourcePreEvent !== undefined) {
            const { op, urn, old, new: after } = resourcePreEvent.metadata;
            result.steps.push({ operation: op, urn, before: old, after });
        } else if (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack") {
            result.outputs = readValues(
                (resOutputsEvent.metadata.new?.outputs ?? {}) as Record<string, unknown>,
            ).values;
        } else if (diagnosticEvent !== undefined && messageSeverities.includes(diagnosticEvent.severity)) {
            result.messages.push({ severity: diagnosticEvent.severity, text: diagnosticEvent.message });
        } else if (policyEvent !== undefined) {
            const { policyName: policy, enforcementLevel: level, resourceUrn: urn = "", message } = policyEvent;
            result.policies.push({ policy, level, urn, message: message.replace(/<\{%\w*%\}>/g, "").trim() });
        } else if (summaryEvent !== undefined) {
            result.summary = summaryEvent.resourceChanges;
        }
    };
    try {
        await start({ onEvent, onOutput: (text) => (result.output += text), color: "never" });
    } catch (error) {
        result.failed = true;
        // The error of a CLI that ran repeats its whole output.
        result.output ||= error instanceof Error ? error.message : String(error);
    }
    return result;
}
