import { hiding } from "../../../model/secrets/hide";
import { secretsIn } from "../../../model/secrets/mask";
import { changesIn } from "./changes";
import { isExplained, unexplained } from "./consequences";
import type { Preview } from "./preview";
import { endOf, isRenewal, type Renewal } from "./renewal";
import { type Upgrade, upgradeOf } from "./upgrade";

export interface Findings {
    /** Certificates that the next `pulumi up` renews on schedule. */
    due: Renewal[];
    /** Add-ons that the next `pulumi up` updates because AWS recommends another version. */
    upgrades: Upgrade[];
    /** What changes only because of that renewal: the Secret of the certificate, the pods that mount it. */
    renewedWith: string[];
    /** Certificates that were not renewed in time. */
    expired: Renewal[];
    /** Everything else that differs from the program. */
    drift: { urn: string; what: string; paths: string[] }[];
    errors: string[];
}

/**
 * @param preview of `pulumi preview --refresh --show-sames --json`; without `--show-sames` refreshed and changed
 * resources look the same
 */
export function findingsIn(preview: Preview, now: Date): Findings {
    const changes = changesIn(preview);
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

/** Errors of the engine and the providers, which may quote inputs. */
function errorsIn({ steps = [], diagnostics = [] }: Preview): string[] {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message = "" }) => message);
    const states =
        errors.length === 0
            ? []
            : steps.flatMap(({ oldState, newState }) => [oldState?.inputs ?? {}, newState?.inputs ?? {}]);
    return errors.map(hiding(states.flatMap((values) => secretsIn(values))));
}

export function isClean({ drift, expired, errors }: Findings): boolean {
    return drift.length + expired.length + errors.length === 0;
}
