import { hidden, hiding } from "../../model/secrets/hide";
import { secretsIn } from "../../model/secrets/mask";
import { isObject, joinPath, unknownText } from "../plan/values";
import { code, words } from "./markdown";

/** As much of `pulumi preview --json` as we look at (PreviewDigest in pulumi/pulumi). */
export interface Preview {
    steps?: Step[];
    diagnostics?: { severity?: string; message?: string }[];
}

export interface Step {
    op: string;
    urn: string;
    oldState?: State;
    newState?: State;
    diffReasons?: string[] | null;
    replaceReasons?: string[] | null;
    detailedDiff?: Record<string, unknown> | null;
}

interface State {
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
}

interface Renewal {
    urn: string;
    /** When the certificate ends; undefined where the state does not say. */
    ends: Date | undefined;
}

/** An EKS add-on that follows AWS' recommendation, which has moved. */
interface Upgrade {
    urn: string;
    from: string;
    to: string;
}

export interface Findings {
    /** Certificates that the next `pulumi up` renews because their time has come. */
    due: Renewal[];
    /** Add-ons that the next `pulumi up` rolls because AWS recommends another version. */
    upgrades: Upgrade[];
    /** What that renewal alone changes: the Secret that holds the certificate, the pods that mount it. */
    renewedWith: string[];
    /** Certificates that nobody renewed in time. */
    expired: Renewal[];
    /** Everything else that is not as the program says. */
    drift: { urn: string; what: string; paths: string[] }[];
    errors: string[];
}

/**
 * @param preview of `pulumi preview --refresh --show-sames --json`: without the sames a refreshed resource cannot be
 * told from a changed one
 */
export function findingsIn(preview: Preview, now: Date): Findings {
    const changes = changesIn(preview.steps ?? []);
    const renewals = changes
        .filter((change) => isRenewal(change, now))
        .map((change): Renewal => ({ urn: change.urn, ends: endOf(change) }));
    const renewed = new Set(renewals.map(({ urn }) => urn));
    // One renewal leads to the next: certificate, Secret, pods.
    for (let found = -1; found !== renewed.size;) {
        found = renewed.size;
        changes
            .filter((change) => !renewed.has(change.urn) && isExplained(change, renewed))
            .forEach(({ urn }) => renewed.add(urn));
    }
    const upgrades = changes.flatMap((change) => upgradeOf(change, preview.steps ?? []) ?? []);
    const upgraded = new Set(upgrades.map(({ urn }) => urn));
    const isExpired = ({ ends }: Renewal): boolean => ends !== undefined && ends <= now;
    return {
        due: renewals.filter((renewal) => !isExpired(renewal)),
        renewedWith: [...renewed].filter((urn) => !renewals.some((renewal) => renewal.urn === urn)).sort(),
        expired: renewals.filter(isExpired),
        upgrades,
        drift: changes
            .filter(({ urn }) => !renewed.has(urn) && !upgraded.has(urn))
            .map((change) => ({ urn: change.urn, what: change.what, paths: unexplained(change, renewed) })),
        errors: errorsIn(preview),
    };
}

/** What the engine and its providers say, who may quote an input. */
function errorsIn({ steps = [], diagnostics = [] }: Preview): string[] {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message = "" }) => message);
    const states =
        errors.length === 0
            ? []
            : steps.flatMap(({ oldState, newState }) => [oldState?.inputs ?? {}, newState?.inputs ?? {}]);
    return errors.map(hiding(states.flatMap((values) => secretsIn(values))));
}

interface Change {
    urn: string;
    what: "create" | "update" | "replace" | "delete" | "deleted outside Pulumi";
    /** Top-level properties that the provider says differ. */
    reasons: string[];
    old: State;
    new: State;
}

/** One change for each resource: a replacement is three steps, and a refresh comes as a step of its own before. */
function changesIn(steps: Step[]): Change[] {
    const byUrn = new Map<string, Step[]>();
    steps.forEach((step) => byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]));
    return [...byUrn].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([urn, all]) => changeOf(urn, all) ?? []);
}

const replacing = ["create-replacement", "replace", "delete-replaced"];
const quiet = ["same", "refresh", "read", "read-discard", "discard"];

function changeOf(urn: string, all: Step[]): Change | undefined {
    const ops = all.map(({ op }) => op);
    const last = all.at(-1)!;
    if (ops.includes("same") || ops.every((op) => quiet.includes(op))) {
        return undefined;
    }
    const isReplaced = ops.some((op) => replacing.includes(op));
    // What a refresh found is only of interest where the program would change it.
    const relevant = isReplaced ? all.filter(({ op }) => replacing.includes(op)) : [last];
    const what = isReplaced
        ? "replace"
        : ops.includes("delete") && last.op === "create"
          ? "deleted outside Pulumi"
          : ((["create", "update", "delete"] as const).find((op) => op === last.op) ?? "update");
    return {
        urn,
        what,
        reasons: [...new Set(relevant.flatMap(reasonsOf))].sort(),
        old: relevant.find(({ op, oldState }) => op !== "create" && oldState !== undefined)?.oldState ?? {},
        new: relevant.find(({ op, newState }) => op !== "delete-replaced" && newState !== undefined)?.newState ?? {},
    };
}

function reasonsOf({ diffReasons, replaceReasons, detailedDiff }: Step): string[] {
    return [...(diffReasons ?? []), ...(replaceReasons ?? []), ...Object.keys(detailedDiff ?? {})].map(
        (path) => /^(?:\["([^"]+)"\]|([^.[]+))/.exec(path)?.slice(1).find(Boolean) ?? path,
    );
}

// Certificates.

function isRenewal({ urn, what, reasons, old, new: after }: Change, now: Date): boolean {
    const certificate = typeOf(urn) === "tls:index/selfSignedCert:SelfSignedCert";
    if (!certificate || what !== "replace" || differing(old.inputs, after.inputs).length > 0) {
        return false;
    }
    // A changed input is a change. Outputs are new with every certificate.
    const byInput = reasons.some((reason) => reason in (old.inputs ?? {}) || reason in (after.inputs ?? {}));
    return !byInput && isInWindow(old, reasons, now);
}

function isInWindow(old: State, reasons: string[], now: Date): boolean {
    const end = Date.parse(String(old.outputs?.validityEndTime));
    const hours = Number(old.outputs?.earlyRenewalHours ?? old.inputs?.earlyRenewalHours ?? 0);
    return Number.isNaN(end) ? reasons.includes("readyForRenewal") : now.getTime() >= end - hours * 3_600_000;
}

function endOf({ old }: Change): Date | undefined {
    const end = new Date(String(old.outputs?.validityEndTime));
    return Number.isNaN(end.getTime()) ? undefined : end;
}

// Add-ons.

/**
 * The upgrade of an add-on that nothing but AWS' recommendation asks for. It is drift where the setting
 * `cluster.addOnVersions` pins the add-on, and where the cluster has another version than the last `up` left there:
 * somebody changed it.
 */
function upgradeOf({ urn, what, reasons, old, new: after }: Change, steps: Step[]): Upgrade | undefined {
    const isAddOn = typeOf(urn) === "aws:eks/addon:Addon" && what === "update";
    const addOn = isAddOn ? String(after.inputs?.addonName) : undefined;
    const changed = [...differing(old.inputs, after.inputs).map(({ property }) => property), ...reasons];
    const other = changed.filter((property) => property !== "addonVersion");
    if (addOn === undefined || other.length > 0 || isPinned(addOn, steps)) {
        return undefined;
    }
    const [from, to] = [old.inputs?.addonVersion, after.inputs?.addonVersion];
    const left = steps.find((step) => step.urn === urn)?.oldState?.inputs?.addonVersion;
    return typeof from === "string" && typeof to === "string" && from === left ? { urn, from, to } : undefined;
}

/** Whether the stack's cluster, by what the component says of itself, has a version of its own for an add-on. */
function isPinned(addOn: string, steps: Step[]): boolean {
    return steps.some(({ urn, newState }) => {
        const isCluster = typeOf(urn) === "kong-observability:cluster:EksCluster";
        const pins = isCluster ? newState?.inputs?.addOnVersions : undefined;
        return isObject(pins) && addOn in pins;
    });
}

const typeOf = (urn: string): string | undefined => urn.split("::")[2]?.split("$").at(-1);

// What follows from a renewal.

/** The Kubernetes provider computes these from a release's values and leaves them out while a value is unknown. */
const ofValues = ["checksum", "manifest", "resourceNames"];

/** Whether the renewal of others is all there is to a change. Nothing appears or disappears by it. */
function isExplained(change: Change, renewed: ReadonlySet<string>): boolean {
    return (change.what === "update" || change.what === "replace") && unexplained(change, renewed).length === 0;
}

/** Paths of an update or a replacement that the renewal of others does not explain. */
function unexplained({ what, reasons, old, new: after }: Change, renewed: ReadonlySet<string>): string[] {
    if (what !== "update" && what !== "replace") {
        return [];
    }
    const [before, now] = [old.inputs ?? {}, after.inputs ?? {}];
    const differences = differing(before, now);
    const named = reasons
        .filter(
            (reason) => (reason in before || reason in now) && !differences.some(({ property }) => property === reason),
        )
        .map((property) => ({ property, path: property, now: undefined }));
    const all = [...differences, ...named];
    const follows = (property: string): boolean =>
        (after.propertyDependencies?.[property] ?? []).some((urn) => renewed.has(urn));
    const mayFollowFrom = (difference: { property: string; now: unknown }): boolean => {
        const source = ofValues.includes(difference.property) ? "values" : difference.property;
        // A value that is known now was known before: somebody changed it.
        const mayFollow =
            source !== difference.property ||
            difference.now === undefined ||
            difference.now === unknownText ||
            difference.now === "[secret]";
        return mayFollow && follows(source);
    };
    const left = all.filter((difference) => !mayFollowFrom(difference)).map(({ path }) => path);
    return all.length === 0 ? ["(outputs only)"] : left;
}

interface InputDifference {
    property: string;
    path: string;
    /** The new value; undefined where there is none. */
    now: unknown;
}

function differing(before: unknown = {}, after: unknown = {}, path = "", property = ""): InputDifference[] {
    if (isObject(before) && isObject(after)) {
        return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
            const at = path === "" ? key : joinPath(path, key);
            return key in before && key in after
                ? differing(before[key], after[key], at, property || key)
                : [{ property: property || key, path: at, now: key in after ? after[key] : null }];
        });
    }
    if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
        return before.flatMap((item, index) => differing(item, after[index], `${path}[${index}]`, property));
    }
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ property, path, now: after }];
}

// For people.

export function isClean({ drift, expired, errors }: Findings): boolean {
    return drift.length + expired.length + errors.length === 0;
}

export function driftReport(stack: string, findings: Findings): string {
    const { due, renewedWith, upgrades, expired, drift, errors } = findings;
    const name = (urn: string): string =>
        `${words(typeOf(urn)?.split(/[:/]/).at(-1) ?? "")} ${code(urn.split("::").at(-1) ?? urn)}`;
    const date = ({ ends }: Renewal): string => (ends === undefined ? "" : `, ends ${ends.toISOString().slice(0, 10)}`);
    const lines = [
        ...errors.map((error) => `- ❌ ${words(error)}`),
        ...expired.map(
            (renewal) => `- ❌ certificate expired: ${name(renewal.urn)}${date(renewal)}. Run \`pulumi up\` now.`,
        ),
        ...drift.map(
            ({ urn, what, paths }) =>
                `- ❌ ${words(what)}: ${name(urn)}${
                    paths.length === 0
                        ? ""
                        : ` at ${paths
                              .slice(0, 10)
                              .map((path) => code(hidden(path)))
                              .join(", ")}`
                }`,
        ),
        ...due.map(
            (renewal) => `- 🔑 renewal due: ${name(renewal.urn)}${date(renewal)}. The next \`pulumi up\` renews it.`,
        ),
        ...renewedWith.map((urn) => `- 🔑 changes with it: ${name(urn)}`),
        ...upgrades.map(
            ({ urn, from, to }) =>
                `- ⬆️ upgrade due: ${name(urn)}, ${code(from)} to ${code(to)}, which AWS recommends now. ` +
                "The next `pulumi up` rolls it out; `cluster.addOnVersions` pins it.",
        ),
    ];
    const soon = [
        ...(due.length > 0 ? ["certificate renewal due"] : []),
        ...(upgrades.length > 0 ? ["add-on upgrade due"] : []),
    ];
    const verdict = isClean(findings) ? ["no drift", ...soon].join(", ") : "not as the program says";
    return `${[`### ${words(stack, 60)}: ${verdict}`, ...(lines.length === 0 ? [] : ["", ...lines.slice(0, 200)])].join("\n")}\n`;
}
