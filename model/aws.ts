/** The domain under which AWS answers in a region, by the partition that it is in (`partitions.json` of AWS's SDKs). */
export function awsDomain(region: string): string {
    const domains: Record<string, string> = { "cn-": "amazonaws.com.cn", "eusc-": "amazonaws.eu" };
    return Object.entries(domains).find(([prefix]) => region.startsWith(prefix))?.[1] ?? "amazonaws.com";
}
