/** Kinds of bare resources: components, and for each SDK one class that stands for all others. */
export const bareKinds = ["component", "release", "kubernetes", "aws", "eks", "random", "tls"] as const;
export type BareKind = (typeof bareKinds)[number];

/** Number of resources by kind. */
export type Census = Record<BareKind, number>;

/** As many bare resources as a plan has real ones, except the stack, which exists anyway. */
export function censusOf(types: readonly string[]): Census {
    const census = Object.fromEntries(bareKinds.map((kind) => [kind, 0])) as Census;
    for (const type of types.filter((each) => each !== "pulumi:pulumi:Stack")) {
        census[bareKind(type)] += 1;
    }
    return census;
}

function bareKind(type: string): BareKind {
    const sdk = type.replace(/^pulumi:providers:/, "").split(":")[0];
    if (type.startsWith("kubernetes:helm.sh/v3:")) {
        return "release";
    }
    if (sdk === "kong-observability") {
        return "component";
    }
    const kind = bareKinds.find((each) => each === sdk);
    if (kind === undefined) {
        throw new Error(`no bare resource stands for ${type}`);
    }
    return kind;
}
