import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { z } from "zod";
import { storeHeaders } from "../../components/stack/contract";
import type { Heard } from "../../model/alertmanager/audience";
import type { SignalCheck } from "../../model/signalCheck";
import { readJsonOr } from "../../model/parsing";
import { isValues, type Values } from "../../model/values";
import { namingSiblings, problemsOf } from "../../settings/problems";

const address = z.url("an address such as http://loki.observability.svc:3100");

/** What `pulumi stack output --json` prints instead of a secret, unless told to show it. */
export const secretShown = "[secret]";

/** The same type as in `model/signalCheck.ts`. */
const signalCheck: z.ZodType<SignalCheck> = z.object({
    signal: z.string().min(1),
    query: z.string().min(1),
    found: z.string(),
    missing: z.string(),
    waitSeconds: z.number().positive().exactOptional(),
});

/** As `model/alertmanager/audience.ts` has it. */
const heard: z.ZodType<Heard> = z.object({
    severity: z.string().exactOptional(),
    labels: z.record(z.string(), z.string()),
    receivers: z.array(z.string()),
});

/** The stack outputs that verify reads (components/outputs.ts). */
const schema = z.object({
    // Empty if a kubeconfig stack found no file to read.
    kubeconfig: z.string().default(""),
    grafana: z.object({
        url: address,
        // Of a Grafana that exists nobody here knows an administrator.
        adminSecret: z.object({ namespace: z.string(), name: z.string() }).optional(),
        datasources: z.object({ namespace: z.string(), label: z.string() }).optional(),
    }),
    layers: z
        .object({
            observability: z
                .object({
                    namespace: z.string(),
                    storeHeaders: z
                        .object({ loki: storeHeaders.optional(), tempo: storeHeaders.optional() })
                        .default({}),
                })
                .optional(),
        })
        .default({}),
    // Without Tempo or Loki if their signal is not kept in the cluster.
    datasources: z.object({
        prometheus: address,
        alertmanager: address.optional(),
        loki: address.optional(),
        tempo: address.optional(),
        deepflow: address.optional(),
    }),
    /** Left out where every signal stays in the cluster. */
    destinations: z.object({ traces: z.array(z.string()).default([]) }).default({ traces: [] }),
    /** Left out where Alertmanager's configuration is a Secret of others. */
    alerting: z.array(heard).optional(),
    topology: z.enum(["hybrid", "ingress-controller", "data-planes"]),
    probe: z.object({
        proxies: z.record(z.string(), address),
        request: z.object({ path: z.string(), host: z.string().optional() }).optional(),
        samplingRate: z.number().min(0, "0 to 1").max(1, "0 to 1"),
        trustCallers: z.boolean().default(false),
        logIngestion: z.enum(["otlp", "promtail"]),
        accessLog: z.boolean().default(true),
        elsewhere: z.object({ traces: z.string().optional(), logs: z.string().optional() }).default({}),
        checks: z.array(signalCheck).default([]),
    }),
});
export type Outputs = z.infer<typeof schema>;

/** Namespace of the stack's observability. */
export function observabilityNamespace({ grafana, layers }: Pick<Outputs, "grafana" | "layers">): string {
    return layers.observability?.namespace ?? grafana.adminSecret?.namespace ?? "observability";
}

/** @throws Error with every invalid output */
export function parseOutputs(text: string, from: string): Outputs {
    let data: unknown;
    try {
        data = JSON.parse(text);
    } catch {
        throw new Error(`${from}: not JSON`);
    }
    const parsed = schema.safeParse(data, { error: namingSiblings });
    if (parsed.success) {
        return parsed.data;
    }
    const outputs = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
    const lines = parsed.error.issues.flatMap((issue) => {
        const [name, ...path] = issue.path;
        const problems =
            name === undefined
                ? problemsOf("outputs", data, [issue])
                : problemsOf(String(name), outputs[String(name)], [{ ...issue, path }]);
        return problems.map(({ key, message }) => `  ${key}: ${message}`);
    });
    const remedy = Object.values(outputs).includes(secretShown)
        ? "Write the file with `pulumi stack output --json --show-secrets`, so that it contains the secrets."
        : "Run `npx pulumi up` with this version of the program first, so that the stack exports what verify reads.";
    throw new Error([`${from}: these outputs are missing or not as expected:`, ...lines, remedy].join("\n"));
}

/** What verify reads of observability's outputs beside its layer, where the outputs say that it is another stack's. */
const ofObservability = ["grafana", "datasources", "destinations", "alerting"] as const;

/**
 * Outputs of a stack, from files that `pulumi stack output --json --show-secrets` wrote, or from the stack itself; with
 * those of the stack that has its observability. Read from that stack, not handed on by this one: they are as of now.
 */
export async function readOutputs(stack: string, files: readonly string[]): Promise<Outputs> {
    const [first, ...others] = files;
    const read = files.length > 0 ? readOutputsFile : outputsOf;
    const [text, from] = [await read(first ?? stack), first ?? `stack ${stack}`];
    if (withoutGateway(text)) {
        throw new Error(
            `${from} has no gateway to send requests through; allowed: a stack whose kong.topology is not none`,
        );
    }
    const other = observabilityStack(text);
    if (other === undefined) {
        return parseOutputs(text, from);
    }
    const [second] = others;
    if (first !== undefined && second === undefined) {
        throw new Error(
            `--outputs: ${first} is of a stack whose observability is that of ${other}; missing: --outputs a second time, ` +
                `with a file that \`pulumi stack output --json --show-secrets --stack ${other}\` wrote`,
        );
    }
    return parseOutputs(merged(text, await read(second ?? other)), `${from} with ${second ?? `stack ${other}`}`);
}

/** The stack that has the observability of the stack with these outputs, if it is another. */
function observabilityStack(text: string): string | undefined {
    const outputs: unknown = readJsonOr(text, undefined);
    const reads = isValues(outputs) && isValues(outputs.reads) ? outputs.reads : {};
    return typeof reads.observability === "string" ? reads.observability : undefined;
}

/** A stack that says nothing of its layers is an older one, which has all of them. */
function withoutGateway(text: string): boolean {
    const outputs: unknown = readJsonOr(text, undefined);
    return isValues(outputs) && isValues(outputs.layers) && outputs.layers.gateway === undefined;
}

function merged(own: string, others: string): string {
    const [outputs, observability] = [own, others].map((text) => readJsonOr(text, {})) as Values[];
    const taken = ofObservability.map((key) => [key, observability?.[key]]);
    const layersOf = (all: Values | undefined): Values => (isValues(all?.layers) ? all.layers : {});
    const layers = { ...layersOf(outputs), observability: layersOf(observability).observability };
    return JSON.stringify({ ...outputs, ...Object.fromEntries(taken), layers });
}

async function outputsOf(stack: string): Promise<string> {
    // npm puts the project's own `pulumi` first on PATH.
    const cli = process.env.PULUMI_CLI ?? "pulumi";
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack, "--non-interactive"];
    const { stdout } = await promisify(execFile)(cli, args, { maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
        const { code, stderr } = error as { code?: unknown; stderr?: string };
        throw new Error(
            `The outputs of stack ${stack} cannot be read: ${whyNoOutputs(cli, code, (stderr ?? "").trim() || String(error))}`,
        );
    });
    return stdout;
}

/** The package `pulumi` that `npm ci` installs does not contain the CLI: it downloads one on its first run. */
export function whyNoOutputs(cli: string, code: unknown, said: string): string {
    const remedy =
        "The npm package downloads the CLI on its first use: run `npx pulumi version` once where there is a network, or set PULUMI_CLI to a Pulumi CLI.";
    if (code === "ENOENT") {
        return cli === "pulumi"
            ? `there is no ${cli} on PATH. Start verify by \`npm run verify\`, after \`npm ci\`. ${remedy}`
            : `PULUMI_CLI: got ${cli}; allowed: a Pulumi CLI`;
    }
    return /Downloading pulumi|pulumi: failed to start/.test(said) ? `${said}\n${remedy}` : said;
}

function readOutputsFile(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const reasons: Record<string, string> = {
            ENOENT: "which is not there",
            EACCES: "which may not be read",
            EISDIR: "which is a folder",
        };
        const { code = "" } = error as NodeJS.ErrnoException;
        throw new Error(
            `--outputs: got ${file}, ${reasons[code] ?? `which cannot be read (${code})`}; allowed: a file that \`pulumi stack output --json --show-secrets\` wrote`,
        );
    }
}
