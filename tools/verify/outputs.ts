import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { z } from "zod";

const address = z.url();

/** What verify reads of a stack's outputs (components/outputs.ts). */
const schema = z.object({
    // Empty where a kubeconfig stack found no file to read.
    kubeconfig: z.string().default(""),
    grafana: z.object({ url: address, adminSecret: z.object({ namespace: z.string(), name: z.string() }) }),
    datasources: z.object({ prometheus: address, loki: address, tempo: address }),
    topology: z.enum(["hybrid", "ingress-controller"]),
    probe: z.object({
        proxies: z.record(z.string(), address),
        request: z.object({ path: z.string(), host: z.string().optional() }).optional(),
        samplingRate: z.number().min(0).max(1),
        logIngestion: z.enum(["otlp", "promtail"]),
        accessLog: z.boolean().default(true),
    }),
});
export type Outputs = z.infer<typeof schema>;

/** @throws Error with every output that is not as expected */
export function parseOutputs(text: string, from: string): Outputs {
    let data: unknown;
    try {
        data = JSON.parse(text);
    } catch {
        throw new Error(`${from}: not JSON`);
    }
    const parsed = schema.safeParse(data);
    if (!parsed.success) {
        const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
        const remedy = "Run `npx pulumi up` with this version of the program first, so that the stack exports what verify reads.";
        throw new Error([`${from}: these outputs are missing or not as expected:`, ...problems, remedy].join("\n"));
    }
    return parsed.data;
}

/** Outputs of a stack, from a file that `pulumi stack output --json --show-secrets` wrote, or from the stack itself. */
export async function readOutputs(stack: string, file: string | undefined): Promise<Outputs> {
    if (file !== undefined) {
        return parseOutputs(readFileSync(file, "utf8"), file);
    }
    // npm puts the project's own `pulumi` first on PATH.
    const cli = process.env.PULUMI_CLI ?? "pulumi";
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack, "--non-interactive"];
    const { stdout } = await promisify(execFile)(cli, args, { maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
        const { code, stderr } = error as { code?: unknown; stderr?: string };
        const reason = code === "ENOENT" ? `there is no ${cli}: run \`npm ci\`, or set PULUMI_CLI to a Pulumi CLI` : (stderr ?? "").trim() || String(error);
        throw new Error(`The outputs of stack ${stack} cannot be read: ${reason}`);
    });
    return parseOutputs(stdout, `stack ${stack}`);
}
