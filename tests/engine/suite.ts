import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { argoCdFiles, besideFiles, exampleFiles, postFiles, stackFiles } from "../tools/plan/stacks";
import { findCli, pulumiCommand } from "./cli";
import { LiveObjects, serveLiveApi } from "./simulator/liveApi";
import { Simulator } from "./simulator/simulator";
import { EngineStack } from "./stack";

export const cli = findCli();
if (cli === undefined) {
    console.warn(
        "\n!!! The engine tests are SKIPPED: there is no Pulumi CLI. Put one on PATH, name it in PULUMI_CLI, or build it with .ci/build-pulumi.\n",
    );
}

/** What the stacks are given as secrets, in place of the files' placeholders. The checks look for each of them. */
export const configuredSecrets = {
    kongLicense: JSON.stringify({
        license: {
            payload: { license_expiration_date: "2999-01-01", customer: "licence-of-the-engine-tests" },
            signature: "0011aabb",
            version: 1,
        },
    }),
    slackWebhookUrl: "https://hooks.slack.com/services/T000/B000/webhook-of-the-engine-tests",
    databasePassword: "password-of-the-engine-tests",
    grafanaOidcClientSecret: "grafana-client-of-the-engine-tests",
    accessOidcClientSecret: "access-client-of-the-engine-tests",
};

/** The end of each of a stack's own `credentials`, by which the checks look for it. */
export const credentialEnd = "-credential-of-the-engine-tests";

/** A text for each name in a stack file's `credentials`, by path. */
function credentialsIn(file: string): Record<string, string> {
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const names = Object.keys(config["kong-observability:credentials"] ?? {});
    return Object.fromEntries(names.map((name) => [`credentials.${name}`, `${name}${credentialEnd}`]));
}

/** The token in the kubeconfig that the stacks without EKS find. */
export const kubeconfigToken = "token-of-the-engine-tests";

const kubeconfigOf = (server: string): string => `
apiVersion: v1
kind: Config
current-context: kind-kong-observability
clusters: [{name: kind, cluster: {server: "${server}", insecure-skip-tls-verify: true}}]
contexts: [{name: kind-kong-observability, context: {cluster: kind, user: me}}]
users: [{name: me, user: {token: ${kubeconfigToken}}}]
`;

/** The engine and its simulated providers, for the tests of one `describe`. */
export class Suite {
    public simulator!: Simulator;
    /** What the program finds where it looks at the cluster of the kubeconfig. */
    public readonly live = new LiveObjects();
    private api!: Awaited<ReturnType<typeof serveLiveApi>>;
    private command!: PulumiCommand;
    private folder!: string;
    private ambientKubeconfig: string | undefined;
    private readonly stacks: EngineStack[] = [];

    async start(): Promise<void> {
        this.simulator = await Simulator.start();
        this.command = await pulumiCommand(cli ?? "");
        this.folder = mkdtempSync(path.join(tmpdir(), "engine-suite-"));
        // The program looks for a kubeconfig where kubectl does: not the one of whoever runs these tests.
        this.ambientKubeconfig = process.env.KUBECONFIG;
        process.env.KUBECONFIG = path.join(this.folder, "kubeconfig");
        this.api = await serveLiveApi(this.live);
        writeFileSync(process.env.KUBECONFIG, kubeconfigOf(this.api.url));
    }

    /** Address of the API that shows `live`. */
    get liveUrl(): string {
        return this.api.url;
    }

    /** @param name of one of the stacks that the plan is tested for too @param project its name, if another */
    async stack(name: string, project?: string): Promise<EngineStack> {
        return this.created(name, project);
    }

    /** The same, on one cluster with others that are made so too, and in one backend. */
    async stackOnSharedCluster(name: string): Promise<EngineStack> {
        this.simulator.world.ledger.sharing.add(name);
        return this.stackBesideOthers(name);
    }

    /** The same, in one backend with others of the suite, which it may read. */
    async stackBesideOthers(name: string): Promise<EngineStack> {
        return this.created(name, undefined, path.join(this.folder, "backend"));
    }

    private async created(name: string, project?: string, backend?: string): Promise<EngineStack> {
        const file = { ...stackFiles, ...argoCdFiles, ...besideFiles, ...exampleFiles, ...postFiles }[name] ?? "";
        const secrets = { ...configuredSecrets, ...credentialsIn(file) };
        const stack = await EngineStack.create(this.command, this.simulator, name, file, secrets, {
            project,
            backend,
        });
        this.stacks.push(stack);
        return stack;
    }

    /** Kills what a test that failed has left running, before the next one shares the simulator with it. */
    kill(): void {
        this.stacks.forEach((stack) => stack.kill());
    }

    async stop(): Promise<void> {
        this.simulator.stop();
        await this.api.stop();
        await Promise.all(this.stacks.map((stack) => stack.remove()));
        rmSync(this.folder, { recursive: true, force: true });
        if (this.ambientKubeconfig === undefined) {
            delete process.env.KUBECONFIG;
        } else {
            process.env.KUBECONFIG = this.ambientKubeconfig;
        }
    }
}

/** A `describe` that runs where there is a CLI. */
export function describeEngine(title: string, tests: (suite: Suite) => void): void {
    const suite = new Suite();
    (cli === undefined ? describe.skip : describe)(title, function () {
        // Two seconds each where nothing else runs.
        this.timeout(180_000);
        before(() => suite.start());
        afterEach(() => suite.kill());
        after(() => suite.stop());
        tests(suite);
    });
}
