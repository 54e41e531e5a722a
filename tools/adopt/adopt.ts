import type { FoundCluster } from "./cluster";
import type { Finding } from "./finding";
import { adoptObjects, isObject } from "./objects";
import type { ImportFile, ImportSpec, Planned, Previewed } from "./preview";
import { adoptReleases } from "./releases";
import { releaseType } from "../recover/state";

export interface Adoption {
    findings: Finding[];
    /** Undefined where there is nothing to import. */
    file: ImportFile | undefined;
}

/** Which of a stack's resources the cluster has already, and the file that imports them. */
export async function adopt({ planned, providers }: Previewed, cluster: FoundCluster): Promise<Adoption> {
    const findings = [
        ...(await adoptReleases(
            planned.filter(({ type }) => type === releaseType),
            planned,
            cluster,
        )),
        ...(await adoptObjects(planned.filter(isObject), cluster)),
    ];
    const taken = findings.flatMap(({ takes }) => takes ?? []);
    return { findings, file: taken.length === 0 ? undefined : importFileOf(taken, planned, providers) };
}

/** With every component above an imported resource, for a URN has the types of all of them. */
function importFileOf(
    taken: { planned: Planned; id: string }[],
    planned: Planned[],
    { nameTable, providerInputs }: Previewed["providers"],
): ImportFile {
    const byUrn = new Map(planned.map((resource) => [resource.urn, resource]));
    const above = ({ parent }: Planned): Planned[] => {
        const component = byUrn.get(parent ?? "");
        return component === undefined || !component.isComponent || component.type === "pulumi:pulumi:Stack"
            ? []
            : [...above(component), component];
    };
    const components = new Set(taken.flatMap((each) => above(each.planned)));
    const provided = new Set(taken.map((each) => each.planned.provider));
    const names = Object.entries(nameTable).filter(([, urn]) => provided.has(urn));
    const known = new Set([...components].map(({ urn }) => urn));
    const spec = ({ urn, type, parent }: Planned): ImportSpec => ({
        type,
        // A name alone may be that of several resources.
        name: urn,
        logicalName: urn.split("::").slice(3).join("::"),
        ...(parent !== undefined && known.has(parent) && { parent }),
    });
    return {
        nameTable: Object.fromEntries(names),
        resources: [
            ...[...components].map((component) => ({ ...spec(component), component: true as const })),
            ...taken.map(({ planned: resource, id }) => {
                const provider = names.find(([, urn]) => urn === resource.provider)?.[0];
                return { ...spec(resource), id, ...(provider !== undefined && { provider }) };
            }),
        ],
        ...(providerInputs !== undefined && {
            providerInputs: Object.fromEntries(names.map(([name]) => [name, providerInputs[name] ?? {}])),
        }),
    };
}
