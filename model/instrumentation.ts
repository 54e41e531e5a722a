/** Languages whose programs the OpenTelemetry operator can make send spans, as in its annotations. */
export const instrumentedLanguages = ["java", "nodejs", "python", "dotnet", "go"] as const;

export type InstrumentedLanguage = (typeof instrumentedLanguages)[number];

/** A namespace whose pods may ask for instrumentation. */
export interface InstrumentedNamespace {
    namespace: string;
    languages: readonly InstrumentedLanguage[];
    /** Share of the traces that begin there which are recorded; of others the caller has decided. */
    rate: number;
}
