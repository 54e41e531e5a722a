import { type Change, typeOf } from "./changes";
import { differing } from "./differences";
import type { State } from "./preview";

export interface Renewal {
    urn: string;
    /** When the certificate ends; undefined if the state does not say. */
    ends: Date | undefined;
}

export function isRenewal({ urn, what, reasons, old, new: after }: Change, now: Date): boolean {
    const certificate = typeOf(urn) === "tls:index/selfSignedCert:SelfSignedCert";
    if (!certificate || what !== "replace" || differing(old.inputs, after.inputs).length > 0) {
        return false;
    }
    // A changed input is a real change. Outputs are new with every certificate.
    const byInput = reasons.some((reason) => reason in (old.inputs ?? {}) || reason in (after.inputs ?? {}));
    return !byInput && isInWindow(old, reasons, now);
}

function isInWindow(old: State, reasons: string[], now: Date): boolean {
    const end = Date.parse(String(old.outputs?.validityEndTime));
    const hours = Number(old.outputs?.earlyRenewalHours ?? old.inputs?.earlyRenewalHours ?? 0);
    return Number.isNaN(end) ? reasons.includes("readyForRenewal") : now.getTime() >= end - hours * 3_600_000;
}

export function endOf({ old }: Change): Date | undefined {
    const end = new Date(String(old.outputs?.validityEndTime));
    return Number.isNaN(end.getTime()) ? undefined : end;
}
