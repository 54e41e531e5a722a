import { z } from "zod";

const step = z.object({
    op: z.string(),
    urn: z.string(),
    newState: z
        .object({
            type: z.string(),
            custom: z.boolean().optional(),
            parent: z.string().optional(),
            provider: z.string().optional(),
            inputs: z.record(z.string(), z.unknown()).optional(),
        })
        .optional(),
});
const preview = z.object({ steps: z.array(step) });
const importFile = z.object({
    nameTable: z.record(z.string(), z.string()).default({}),
    providerInputs: z.record(z.string(), z.unknown()).optional(),
});

/** One resource that an `up` would create. */
export interface Planned {
    urn: string;
    type: string;
    isComponent: boolean;
    parent?: string;
    /** The URN of its provider. */
    provider?: string;
    /** With marks for secrets. */
    inputs: Record<string, unknown>;
}

export interface Previewed {
    planned: Planned[];
    /** Providers by the names that the file calls them by. Pulumi fills in what they are made with, encrypted. */
    providers: Pick<ImportFile, "nameTable" | "providerInputs">;
}

/** One entry of `pulumi import --file` (importSpec in pkg/cmd/pulumi/operations/import.go of pulumi/pulumi). */
export interface ImportSpec {
    type: string;
    /** What other entries call it. */
    name: string;
    logicalName: string;
    id?: string;
    parent?: string;
    provider?: string;
    component?: true;
}

export interface ImportFile {
    nameTable: Record<string, string>;
    resources: ImportSpec[];
    providerInputs?: Record<string, unknown>;
}

/**
 * @param printed by `pulumi preview --json`
 * @param written by the same command's `--import-file`: it has the providers' inputs, and not those of resources
 * @throws Error if they are of another form
 */
export function readPreview(printed: string, written: string): Previewed {
    const { steps } = preview.parse(JSON.parse(printed));
    return {
        planned: steps.flatMap(({ op, urn, newState }) =>
            op !== "create" || newState === undefined
                ? []
                : [
                      {
                          urn,
                          type: newState.type,
                          isComponent: newState.custom !== true,
                          ...(newState.parent !== undefined && { parent: newState.parent }),
                          ...(newState.provider && { provider: newState.provider.replace(/::[^:]*$/, "") }),
                          inputs: newState.inputs ?? {},
                      },
                  ],
        ),
        providers: importFile.parse(JSON.parse(written)),
    };
}
