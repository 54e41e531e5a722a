import { compareVersions } from "./versions";

/** The parts of a renovate.json rule that hold a version back. */
export interface PackageRule {
    description: string;
    matchPackageNames?: string[];
    matchFileNames?: string[];
    matchCurrentValue?: string;
    allowedVersions?: string;
    enabled?: boolean;
}

/** The versions that a pin may move to, and why no others. */
export interface Limit {
    allows(version: string): boolean;
    reason: string;
}

/** Renovate.json's limit for one pin, so that terminal and pull request agree. Undefined if there is none. */
export function limitOf(rules: PackageRule[], name: string, version: string, file: string): Limit | undefined {
    const rule = rules.find(
        ({ allowedVersions, enabled, matchPackageNames, matchFileNames, matchCurrentValue }) =>
            (allowedVersions !== undefined && matchPackageNames?.includes(name)) ||
            (enabled === false &&
                matchFileNames?.includes(file) &&
                matchCurrentValue !== undefined &&
                regexOf(matchCurrentValue).test(version)),
    );
    return rule && { reason: rule.description, allows: allowing(rule.allowedVersions) };
}

/** The forms of a limit that renovate.json uses: `/regular expression/`, `<3`, and one version. */
function allowing(allowed: string | undefined): Limit["allows"] {
    if (allowed === undefined) {
        return () => false;
    }
    if (allowed.startsWith("/")) {
        return (version) => regexOf(allowed).test(version);
    }
    return allowed.startsWith("<")
        ? (version) => compareVersions(version, allowed) < 0
        : (version) => version === allowed;
}

function regexOf(text: string): RegExp {
    return new RegExp(text.replace(/^\/|\/$/g, ""));
}
