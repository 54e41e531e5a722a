/**
 * Regions whose zones are not a, b and c. In the last two the letters depend on the account, and one is a zone that EKS
 * does not accept.
 */
const unusual: Record<string, string[] | "by account" | undefined> = {
    "ap-northeast-1": ["a", "c", "d"],
    "ca-central-1": ["a", "b", "d"],
    "us-east-1": "by account",
    "us-west-1": "by account",
};

/**
 * Three zones of a region by name, so that the whole network is known in the first preview. Undefined if they must be
 * configured. Pure.
 */
export function defaultZones(region: string): string[] | undefined {
    const letters = unusual[region] ?? ["a", "b", "c"];
    return letters === "by account" ? undefined : letters.map((letter) => `${region}${letter}`);
}
