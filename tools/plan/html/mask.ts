import { printableLines } from "../../../model/printable";
import type { PlannedResource } from "../recorder";
import { maskedInputs, printableTexts } from "../shown";
import { withoutSecretContent } from "../values";

/** Inputs as they may be shown on a page, which may be shared. */
export function maskInputs(resource: Pick<PlannedResource, "type" | "inputs">): Record<string, unknown> {
    return printableTexts(withoutSecretContent({ ...resource, inputs: maskedInputs(resource) }), printableLines);
}
