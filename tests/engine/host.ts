import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { GetRequiredPluginsResponse, type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";

/**
 * Runs the program in a process of its own, the way Pulumi's Node.js host does when somebody types `pulumi up`. The
 * host itself comes with the official CLI only, so this stands in for it: same entry point (@pulumi/pulumi/cmd/run),
 * same arguments, same environment.
 */
export class LanguageHost {
    /** What the program wrote by itself, past the engine. */
    public printed = "";
    private program: ChildProcess | undefined;
    private readonly server = new Server({ "grpc.max_receive_message_length": -1 });

    /** @param folder of the program, with its `node_modules` */
    private constructor(private readonly folder: string) {}

    /** @returns the host and its address, for the CLI's `--client` */
    static async start(folder: string): Promise<{ host: LanguageHost; address: string }> {
        const host = new LanguageHost(folder);
        host.server.addService(LanguageRuntimeService, {
            getRequiredPlugins: (_: unknown, done: sendUnaryData<GetRequiredPluginsResponse>) =>
                done(null, new GetRequiredPluginsResponse()),
            getPluginInfo: (_: unknown, done: sendUnaryData<PluginInfo>) =>
                done(null, new PluginInfo().setVersion("1.0.0")),
            run: ({ request }: ServerUnaryCall<RunRequest, RunResponse>, done: sendUnaryData<RunResponse>) => {
                host.run(request).then(
                    (response) => done(null, response),
                    (error: Error) => done(error),
                );
            },
        });
        const port = await new Promise<number>((resolve, reject) =>
            host.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
                error === null ? resolve(bound) : reject(error),
            ),
        );
        return { host, address: `127.0.0.1:${port}` };
    }

    /** Ends the host, and a program whose engine was killed. */
    stop(): void {
        this.server.forceShutdown();
        this.program?.kill("SIGKILL");
    }

    private async run(request: RunRequest): Promise<RunResponse> {
        const config: Record<string, string> = {};
        request.getConfigMap().forEach((value, key) => (config[key] = value));
        const program = spawn(
            process.execPath,
            [
                path.join(this.folder, "node_modules/@pulumi/pulumi/cmd/run"),
                `--engine=${request.getArgsList()[0]}`,
                `--monitor=${request.getMonitorAddress()}`,
                `--project=${request.getProject()}`,
                `--stack=${request.getStack()}`,
                `--parallel=${request.getParallel()}`,
                ...(request.getDryrun() ? ["--dry-run"] : []),
                `--root-directory=${this.folder}`,
                `--pwd=${this.folder}`,
                ".",
            ],
            {
                cwd: this.folder,
                env: {
                    ...withoutTsNode(process.env),
                    PULUMI_NODEJS_TYPESCRIPT: "true",
                    PULUMI_CONFIG: JSON.stringify(config),
                    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
                },
            },
        );
        this.program = program;
        program.stdout.on("data", (text: Buffer) => (this.printed += text.toString()));
        program.stderr.on("data", (text: Buffer) => (this.printed += text.toString()));
        const code = await new Promise<number | null>((resolve) => program.on("close", resolve));
        const response = new RunResponse();
        // 32: it failed, and has already said why.
        return code === 0
            ? response
            : response
                  .setBail(code === 32)
                  .setError(code === 32 ? "" : `the program ended with ${code}: ${this.printed}`);
    }
}

/**
 * A plugin that says where a host listens, and runs until it is killed.
 * @returns its folder, for PATH
 */
export function writePlugin(folder: string, address: string): string {
    const plugins = path.join(folder, "plugins");
    mkdirSync(plugins, { recursive: true });
    const script = `#!/bin/sh\necho ${address.split(":").at(-1)}\nexec sleep 600\n`;
    writeFileSync(path.join(plugins, "pulumi-language-nodejs"), script, { mode: 0o755 });
    return plugins;
}

/** A process with whatever else it has started. */
export function killGroup({ pid }: ChildProcess): void {
    try {
        process.kill(-(pid ?? NaN), "SIGKILL");
    } catch (error) {
        // It has ended by itself.
        assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
    }
}

/** Nothing of how these tests are run may help the program to run. */
function withoutTsNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(env).filter(([key]) => !key.startsWith("TS_NODE_") && key !== "NODE_OPTIONS"),
    );
}
