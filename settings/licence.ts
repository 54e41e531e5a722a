import { z } from "zod";
import { readJsonOr } from "../model/parsing";

/** Days before its end from which on a licence causes a warning. */
const warningDays = 30;
const day = 86_400_000;

const licence = z.object({
    license: z.object({
        payload: z.object({ license_expiration_date: z.iso.date() }),
        signature: z.string(),
    }),
});

/**
 * Checks that a Kong Enterprise licence is usable. Messages never quote it.
 * @returns a warning if the licence ends within 30 days
 * @throws Error if it is not a licence or has ended
 */
export function checkLicence(key: string, text: string, now: Date): string | undefined {
    const parsed = licence.safeParse(readJsonOr(text, undefined));
    if (!parsed.success) {
        throw new Error(
            `${key}: not a Kong licence; allowed: the JSON text of the licence file, {"license":{"payload":{…},"signature":"…","version":…}}`,
        );
    }
    const end = parsed.data.license.payload.license_expiration_date;
    const daysLeft = Math.floor((Date.parse(end) - now.getTime()) / day);
    if (daysLeft < 0) {
        throw new Error(
            `${key}: the licence expired on ${end}; allowed: one that is still valid (Kong Gateway 3.10 and later have no free mode)`,
        );
    }
    return daysLeft <= warningDays ? `${key}: the licence expires on ${end}, in ${daysLeft} days` : undefined;
}
