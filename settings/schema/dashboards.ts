import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { dashboardUids } from "../../model/dashboards";
import { answerTo, type DeclaredDatasource } from "../../model/datasources";
import { readJson } from "../../model/parsing";
import { text } from "./common";
import { type Problem, show } from "../problems";
import type { Topology } from "../../model/layers";

const folder = text(
    /^[A-Za-z0-9]+([ _-][A-Za-z0-9]+)*$/,
    "a name of letters, digits and single spaces, dashes or underscores",
)
    .optional()
    .describe("Grafana's folder for it; none if left out");

const inputs = z
    .record(
        text(/^[A-Za-z][\w-]*$/, "a name such as DS_SHOP"),
        text(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, "the UID of a datasource"),
    )
    .default({})
    .describe(
        "UIDs of datasources by the names by which it asks for them (`DS_SHOP: shop`), where its type alone does not say which",
    );

const dashboard = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("file"),
        path: text(
            /(^|\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?\.json$/,
            "a path to a file named in lower-case letters, digits and dashes, ending in .json",
        ).describe("The dashboard's JSON file, from the project's folder; its name is unique in the list"),
        folder,
        inputs,
    }),
    z.strictObject({
        kind: z.literal("grafana.com"),
        name: text(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "lower-case letters, digits and dashes").describe(
            "Name of the file that Grafana keeps it in, unique in the list",
        ),
        id: z
            .number()
            .int("a whole number")
            .min(1, "at least 1")
            .describe("Its ID on grafana.com, which the pod must reach at startup"),
        revision: z
            .number()
            .int("a whole number")
            .min(1, "at least 1")
            .describe("Its revision there; pinned, since the latest can change at any time"),
        folder,
        inputs,
    }),
]);

export const dashboards = z.array(dashboard).default([]).describe("Dashboards in addition to Kong's");

type Dashboard = z.output<typeof dashboard>;

/**
 * The program's own dashboards, all in one folder; a test compares with what it installs. Downloads only with
 * `kongDashboards`, the second of them only with the ingress controller.
 */
export const ours = {
    folder: "Kong",
    downloads: { "kong-official": 7424, "kong-ingress-controller": 15662 },
    uids: Object.values<string>(dashboardUids),
};

/** Cross-checks: what identifies something must be unique. */
export function dashboardNameProblems(
    key: string,
    { dashboards: list, kongDashboards }: { dashboards: readonly Dashboard[]; kongDashboards: boolean },
    topology: Topology,
): Problem[] {
    const names = list.map((entry) =>
        entry.kind === "file" ? `file ${path.basename(entry.path)}` : `download ${entry.name}`,
    );
    const ids = list.map((entry) => (entry.kind === "grafana.com" ? entry.id : undefined));
    const brought = Object.entries(ours.downloads).filter(
        ([name]) => kongDashboards && (topology === "ingress-controller" || name !== "kong-ingress-controller"),
    );
    const things = list.flatMap((entry, index) => {
        const refused = (field: string, value: unknown, allowed: string): Problem => ({
            key: `${key}[${index}].${field}`,
            message: `got ${JSON.stringify(value)}${allowed}`,
        });
        const again = names.indexOf(names[index] ?? "") < index;
        const field = entry.kind === "file" ? "path" : "name";
        const name = entry.kind === "file" ? path.basename(entry.path) : entry.name;
        const taken =
            entry.kind === "file"
                ? ours.uids.some((uid) => name === `${uid}.json`)
                : brought.some(([theirs]) => theirs === name);
        const named = [
            ...(again ? [refused(field, name, " again; allowed: a name that no other has")] : []),
            ...(taken ? [refused(field, name, ", which this program creates; allowed: any other name")] : []),
        ];
        if (entry.kind === "file") {
            return named;
        }
        const first = ids.indexOf(entry.id);
        const byUs = brought.find(([, id]) => id === entry.id)?.[0];
        return [
            ...named,
            ...(first < index
                ? [refused("id", entry.id, `, which is that of ${key}[${first}] too; allowed: each dashboard once`)]
                : []),
            ...(byUs === undefined
                ? []
                : [refused("id", entry.id, `, which this program includes as ${byUs}; allowed: any other dashboard`)]),
        ];
    });
    return [...things, ...folderProblems(key, list)];
}

/** Different folders in Grafana whose generated names are the same. */
function folderProblems(key: string, list: readonly Dashboard[]): Problem[] {
    const slug = (folder: string): string => folder.toLowerCase().replace(/[ _]/g, "-");
    const taken = [ours.folder];
    return list.flatMap(({ folder }, index) => {
        const other =
            folder === undefined
                ? undefined
                : taken.find((before) => before !== folder && slug(before) === slug(folder));
        taken.push(...(folder === undefined ? [] : [folder]));
        return other === undefined
            ? []
            : [
                  {
                      key: `${key}[${index}].folder`,
                      message: `got "${folder}"; allowed: "${other}" as before, or a name that differs by more than capitals, spaces and dashes`,
                  },
              ];
    });
}

/** Largest ConfigMap that Kubernetes accepts, in bytes. */
const configMapLimit = 1024 * 1024;

/** Problems with the files of dashboards. Not a cross-check, because it reads files. */
export function dashboardFileProblems(
    key: string,
    list: readonly Dashboard[],
    folder: string,
    datasources: readonly DeclaredDatasource[],
): Problem[] {
    const uids = new Map<string, number>();
    return list.flatMap((entry, index) => {
        if (entry.kind !== "file") {
            return [];
        }
        const problem = (message: string): Problem[] => [
            { key: `${key}[${index}].path`, message: `got "${entry.path}", ${message}` },
        ];
        let text: string;
        try {
            text = readFileSync(path.resolve(folder, entry.path), "utf8");
        } catch {
            return problem("which cannot be read; allowed: a file, by its path from the project's folder");
        }
        const wrong = dashboardProblem(text) ?? inputProblem(text, datasources, entry.inputs);
        if (wrong !== undefined) {
            return problem(wrong);
        }
        const { uid } = JSON.parse(text) as { uid: string };
        if (ours.uids.includes(uid)) {
            return problem(`whose uid "${uid}" belongs to a dashboard of this program; allowed: a uid of its own`);
        }
        const first = uids.get(uid);
        uids.set(uid, first ?? index);
        return first === undefined
            ? []
            : problem(`whose uid "${uid}" is that of ${key}[${first}] too; allowed: a uid of its own`);
    });
}

/** Why Grafana could not provision a file as a dashboard, or would show it without data. */
function dashboardProblem(text: string): string | undefined {
    const bytes = Buffer.byteLength(text);
    if (bytes > configMapLimit) {
        return `which is ${bytes} bytes; allowed: ${configMapLimit}, the limit of a ConfigMap`;
    }
    let found: unknown;
    try {
        found = readJson(text);
    } catch (error) {
        return `which is no JSON (${(error as Error).message}); allowed: a dashboard's JSON model`;
    }
    const {
        title,
        uid,
        __elements: elements,
    } = (typeof found === "object" && found !== null ? found : {}) as Record<string, unknown>;
    for (const [field, value] of Object.entries({ title, uid })) {
        if (typeof value !== "string" || value === "") {
            return `which has no ${field}; allowed: a dashboard's JSON model, in Grafana's classic format, with title and uid`;
        }
    }
    if (!/^[\w-]{1,40}$/.test(uid as string)) {
        return `whose uid is ${show(uid)}; allowed: up to 40 letters, digits, dashes and underscores`;
    }
    return typeof elements === "object" && elements !== null && Object.keys(elements).length > 0
        ? "which has library panels in __elements, which are not provisioned; allowed: panels that are unlinked from the library before the export"
        : undefined;
}

/** An export's inputs for which the settings give no value, and values for inputs that the export does not have. */
function inputProblem(
    text: string,
    datasources: readonly DeclaredDatasource[],
    answers: Readonly<Record<string, string>>,
): string | undefined {
    const { __inputs: given } = readJson(text) as { __inputs?: unknown };
    const inputs = Array.isArray(given) ? (given as { name?: unknown; type?: unknown; pluginId?: unknown }[]) : [];
    const unasked = Object.keys(answers).find((name) => !inputs.some((input) => input.name === name));
    if (unasked !== undefined) {
        return `which does not ask for ${show(unasked)}, as \`inputs\` has it; there are ${inputs.map(({ name }) => String(name)).join(", ") || "none"}`;
    }
    const unanswered = inputs.find(
        ({ name, type, pluginId }) =>
            type !== "constant" &&
            !(
                type === "datasource" &&
                answerTo({ name: String(name), type: String(pluginId) }, datasources, answers) !== undefined
            ),
    );
    if (unanswered === undefined) {
        return undefined;
    }
    const { name, type, pluginId } = unanswered;
    const asked = `which asks for ${show(name)} (${show(pluginId ?? type)}) in __inputs`;
    const alike = datasources.filter((one) => one.type === pluginId).map(({ uid }) => uid);
    const types = [...new Set(datasources.map((one) => one.type))].join(", ");
    return alike.length > 0
        ? `${asked}, of which there are several; allowed: inputs: { ${String(name)}: UID } with one of ${alike.join(", ")}`
        : `${asked}, which a provisioned file cannot answer; allowed: datasources of type ${types}, or an export that is not "for sharing externally"`;
}
