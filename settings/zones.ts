/**
 * Regions whose zones are not a, b and c. In the last two each account has letters of its own, one of them for a zone
 * that EKS does not take.
 */
const unusual: Record<string, string[] | "by account" | undefined> = {
    "ap-northeast-1": ["a", "c", "d"],
    "ca-central-1": ["a", "b", "d"],
    "us-east-1": "by account",
    "us-west-1": "by account",
};

/**
 * Three zones of a region: plain names, so that the whole network is known in the first preview. Undefined where they
 * have to be said. Pure.
 */
export function defaultZones(region: string): string[] | undefined {
    const letters = unusual[region] ?? ["a", "b", "c"];
    return letters === "by account" ? undefined : letters.map((letter) => `${region}${letter}`);
}
