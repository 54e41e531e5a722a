/** The parts of `pulumi preview --json` that are read here (PreviewDigest in pulumi/pulumi). */
export interface Preview {
    steps?: Step[];
    diagnostics?: { severity?: string; message?: string }[];
}

export interface Step {
    op: string;
    urn: string;
    oldState?: State;
    newState?: State;
    diffReasons?: string[] | null;
    replaceReasons?: string[] | null;
    detailedDiff?: Record<string, unknown> | null;
}

export interface State {
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
}
