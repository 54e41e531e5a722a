/**
 * The sample's namespace, which also begins its names in Pulumi: of each gateway its own where several may share
 * observability, and with it the cluster.
 *
 * @param gateway the gateway's namespace
 */
export function sampleNamespace(gateway: string, isShared: boolean): string {
    return isShared ? `${sampleOfAll}-${gateway}` : sampleOfAll;
}

/** Where the cluster has one gateway. */
export const sampleOfAll = "sample";
