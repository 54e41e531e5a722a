/** The domain of AWS' endpoints in a region, by its partition (`partitions.json` of the AWS SDKs). */
export function awsDomain(region: string): string {
    const domains: Record<string, string> = { "cn-": "amazonaws.com.cn", "eusc-": "amazonaws.eu" };
    return Object.entries(domains).find(([prefix]) => region.startsWith(prefix))?.[1] ?? "amazonaws.com";
}
