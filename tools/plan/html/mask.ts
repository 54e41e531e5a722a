import { printableLines } from "../../../model/printable";
import type { PlannedResource } from "../recorder";
import { maskedInputs, printableTexts } from "../shown";
import { withoutSecretContent } from "../values";

/** Inputs as a page may show them, which is passed on. */
export function maskInputs(resource: Pick<PlannedResource, "type" | "inputs">): Record<string, unknown> {
    return printableTexts(withoutSecretContent({ ...resource, inputs: maskedInputs(resource) }), printableLines);
}
