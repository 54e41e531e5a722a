/** The numbers of a version or tag, most significant first: `v3.14.0-distroless` → 3, 14, 0. */
function numbers(version: string): number[] {
    return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}

/** Negative if `a` is older than `b`. Only for versions of the same form: text around the numbers is not compared. */
export function compareVersions(a: string, b: string): number {
    const [left, right] = [numbers(a), numbers(b)];
    const index = left.findIndex((number, place) => number !== right[place]);
    return index === -1 ? left.length - right.length : left[index]! - (right[index] ?? -1);
}

/**
 * Whether two versions have the same form: as many numbers, and the same text before and after them. So `-distroless`
 * is only followed by `-distroless`, and a release never by a pre-release.
 */
function sameForm(a: string, b: string): boolean {
    const form = (version: string): string =>
        version.replace(/\d+(\.\d+)*/, (digits) => digits.replaceAll(/\d+/g, "0"));
    return form(a) === form(b);
}

/** The newest of `versions` with the form of `current`; `current` itself if none is newer. */
export function newest(current: string, versions: string[]): string {
    return versions
        .filter((version) => sameForm(current, version))
        .reduce((best, version) => (compareVersions(version, best) > 0 ? version : best), current);
}
