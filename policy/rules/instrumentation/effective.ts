import { instrumentedLanguages } from "../../../model/instrumentation";
import { at, isValues, listAt, type Seen, textAt, unknown } from "../../library/resource";

/** The languages that an Instrumentation names; all that it names none of are as the operator has them. */
export function languagesOf({ inputs }: Seen): string[] {
    return instrumentedLanguages.filter((language) => isValues(at(inputs, "spec", language)));
}

/** What an Instrumentation has a field for. */
const fields: Record<string, readonly string[]> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: ["exporter", "endpoint"],
    OTEL_TRACES_SAMPLER: ["sampler", "type"],
    OTEL_PROPAGATORS: ["propagators"],
};

/**
 * A variable as containers of a language get it: the language's own, else the common one, else the field (operator
 * 0.158: apis/v1alpha1/instrumentation_types.go). Undefined if nothing sets it.
 */
export function variableOf({ inputs }: Seen, language: string, name: string): string | undefined {
    const { spec } = inputs;
    if (spec === unknown) {
        return unknown;
    }
    const set = [...listAt(spec, language, "env"), ...listAt(spec, "env")].find((one) => one.name === name);
    if (set !== undefined) {
        return textAt(set, "value") ?? unknown;
    }
    const field = at(spec, ...(fields[name] ?? [name]));
    const text = Array.isArray(field) ? field.join(",") : field;
    return typeof text === "string" && text !== "" ? text : undefined;
}
