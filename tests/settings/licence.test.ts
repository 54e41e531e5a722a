import assert from "node:assert/strict";
import { checkLicence } from "../../settings/licence";

const now = new Date("2026-06-15T12:00:00Z");
const licence = (end: string): string =>
    JSON.stringify({
        license: { payload: { license_expiration_date: end, customer: "ACME" }, signature: "s3cr3t", version: 1 },
    });

describe("licence", () => {
    it("passes while it is valid", () => {
        assert.equal(checkLicence("p:kongLicense", licence("2027-01-01"), now), undefined);
    });

    it("warns within 30 days of its end", () => {
        assert.equal(
            checkLicence("p:kongLicense", licence("2026-07-01"), now),
            "p:kongLicense: the licence expires on 2026-07-01, in 15 days",
        );
    });

    it("is refused once it has ended", () => {
        assert.throws(
            () => checkLicence("p:kongLicense", licence("2026-06-01"), now),
            /^Error: p:kongLicense: the licence expired on 2026-06-01; allowed:/,
        );
    });

    for (const [what, text] of [
        ["no JSON", "ACME s3cr3t"],
        ["JSON of another shape", '{"licence": "s3cr3t"}'],
        ["no date", licence("next year")],
    ] as const) {
        it(`is refused as ${what}, and never repeated`, () => {
            assert.throws(
                () => checkLicence("p:kongLicense", text, now),
                (error: Error) =>
                    error.message.startsWith("p:kongLicense: not a Kong licence; allowed:") &&
                    !error.message.includes("s3cr3t"),
            );
        });
    }
});
