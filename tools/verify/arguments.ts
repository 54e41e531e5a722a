import { parseArgs } from "node:util";
import { severities } from "../../model/alertmanager/severities";
import { hidden } from "../../model/secrets/hide";
import { allowedAddress, isAddress, refusedAddress } from "./addresses";

export const usage = `usage: npm run verify -- [stack] [options]

Sends requests through Kong, each with a known trace id, and looks for every one of them in Prometheus, Tempo and Loki.

  --requests N          requests through each proxy (20)
  --deadline DURATION   how long to look for them (120s)
  --interval DURATION   how often to look (2s)
  --path PATH           what to request; a route must answer it (the stack's output probe.request)
  --host HOST           the Host header of the requests
  --json [FILE]         the verdict as JSON: into FILE, or on standard output instead of the table
  --outputs FILE        read the stack's outputs from FILE: pulumi stack output --json --show-secrets > FILE; a second time for
                        those of the stack that has its observability, if that is another
  --proxy-url URL       where the proxy is reached; likewise --prometheus-url, --loki-url, --tempo-url, --deepflow-url (its
                        querier) and --grafana-url (with GRAFANA_USER and GRAFANA_PASSWORD); what has no URL is reached through the stack's kubeconfig.
                        A login stands before the host, http://user:password@host; npm prints it with the command it starts, unless
                        it is told not to: npm run --silent verify
  --alert               send a test alert instead, and say which receivers got it: --severity (warning), --namespace
                        (kong) and --label NAME=VALUE choose its labels, --alertmanager-url where Alertmanager is reached
  --insecure            take any certificate of an https proxy

exit code: 0 everything that the stack has was found; 1 something is missing; 2 verify could not run; 3 nothing is missing, but something could not be checked`;

export interface Settings {
    stack: string;
    requests: number;
    /** Milliseconds. */
    deadline: number;
    /** Milliseconds. */
    interval: number;
    path?: string;
    host?: string;
    insecure: boolean;
    /** The labels of a test alert that is sent instead of requests. */
    alert?: Record<string, string>;
    /** Empty: read from the stack itself. */
    outputsFiles: string[];
    /** A file, or true for standard output. */
    json?: string | true;
    urls: Partial<Record<"proxy" | "prometheus" | "loki" | "tempo" | "deepflow" | "grafana" | "alertmanager", string>>;
}

const text = { type: "string" } as const;
const options = {
    requests: text,
    deadline: text,
    interval: text,
    path: text,
    host: text,
    json: text,
    outputs: { type: "string", multiple: true },
    "proxy-url": text,
    "prometheus-url": text,
    "loki-url": text,
    "tempo-url": text,
    "deepflow-url": text,
    "grafana-url": text,
    "alertmanager-url": text,
    alert: { type: "boolean" },
    severity: text,
    namespace: text,
    label: { type: "string", multiple: true },
    insecure: { type: "boolean" },
    help: { type: "boolean" },
} as const;

/** The kind of value that an option takes. */
interface Kind<T> {
    allowed: string;
    /** Undefined if the text is invalid. */
    read: (got: string) => T | undefined;
    /**
     * The text as it may be shown.
     * @default the text without what looks like a secret
     */
    shown?: (got: string) => string;
}

const count: Kind<number> = {
    allowed: "a whole number from 1 to 500",
    read: (got) => (/^\d+$/.test(got) && Number(got) >= 1 && Number(got) <= 500 ? Number(got) : undefined),
};
const duration = (examples: string): Kind<number> => ({
    allowed: `a duration such as ${examples}`,
    read: milliseconds,
});
const routePath: Kind<string> = {
    allowed: "a path that starts with /",
    read: (got) => (got.startsWith("/") ? got : undefined),
};
const address: Kind<string> = {
    allowed: allowedAddress,
    read: (got) => (isAddress(got) ? got.replace(/\/{1,100}$/, "") : undefined),
    shown: refusedAddress,
};

const severity: Kind<string> = {
    allowed: severities.join(", "),
    read: (got) => severities.find((known) => known === got),
};
const name: Kind<string> = {
    allowed: "the name of a namespace",
    read: (got) => (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(got) ? got : undefined),
};

/** `NAME=VALUE`, of which the names that make the alert a test's are not free. */
function labelOf(given: string, problems: string[]): [string, string] {
    const [, label = "", value = ""] = /^([a-zA-Z_]\w*)=(.*)$/s.exec(given) ?? [];
    if (label === "" || ["alertname", "test", "severity", "namespace"].includes(label)) {
        problems.push(
            `--label: got ${hidden(given)}; allowed: NAME=VALUE, such as team=shop, and no alertname or test`,
        );
    }
    return [label, value];
}

/** @throws Error with every problem */
export function parseArguments(argv: string[]): Settings | "help" {
    const { values, positionals } = parseArgs({ args: withOptionalFile(argv), allowPositionals: true, options });
    if (values.help) {
        return "help";
    }
    const problems: string[] = [];
    const given = <T>(
        name: Exclude<keyof typeof values, "insecure" | "help" | "alert" | "label" | "outputs">,
        kind: Kind<T>,
    ): T | undefined => {
        const got = values[name];
        const value = got === undefined ? undefined : kind.read(got);
        if (got !== undefined && value === undefined) {
            problems.push(`--${name}: got ${(kind.shown ?? hidden)(got)}; allowed: ${kind.allowed}`);
        }
        return value;
    };
    if (positionals.length > 1) {
        // Further arguments are not quoted: they may be the value of a misspelled option, such as a login.
        problems.push(`got ${positionals.length} stacks; allowed: one`);
    }
    const labels = { severity: given("severity", severity), namespace: given("namespace", name) };
    const others = (values.label ?? []).map((label) => labelOf(label, problems));
    const more = Object.entries({ ...labels, label: values.label }).filter(([, value]) => value !== undefined);
    if (!values.alert && more.length > 0) {
        problems.push(`--${more.map(([option]) => option).join(", --")}: only with --alert`);
    }
    const alert = { severity: "warning", namespace: "kong", ...defined(labels), ...Object.fromEntries(others) };
    const settings: Settings = {
        stack: positionals[0] ?? "dev",
        requests: given("requests", count) ?? 20,
        deadline: given("deadline", duration("90s or 2m")) ?? 120_000,
        interval: given("interval", duration("500ms or 2s")) ?? 2_000,
        insecure: values.insecure ?? false,
        ...(values.alert && { alert }),
        ...defined({ path: given("path", routePath), host: values.host }),
        outputsFiles: values.outputs ?? [],
        ...defined({ json: values.json === "" ? (true as const) : values.json }),
        urls: defined({
            proxy: given("proxy-url", address),
            prometheus: given("prometheus-url", address),
            loki: given("loki-url", address),
            tempo: given("tempo-url", address),
            deepflow: given("deepflow-url", address),
            grafana: given("grafana-url", address),
            alertmanager: given("alertmanager-url", address),
        }),
    };
    if (problems.length > 0) {
        throw new Error(problems.join("\n"));
    }
    return settings;
}

/** Without undefined fields. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/**
 * `--json` without a value, which parseArgs does not support for text options. A stack's name is never taken for its
 * file.
 */
function withOptionalFile(argv: string[]): string[] {
    return argv.map((argument, index) =>
        argument === "--json" && !/[./\\]/.test(argv[index + 1] ?? "") ? "--json=" : argument,
    );
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function milliseconds(text: string): number | undefined {
    const [, amount, unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
    const factor = units[unit];
    return amount === undefined || factor === undefined || Number(amount) === 0 ? undefined : Number(amount) * factor;
}
