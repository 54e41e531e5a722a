/** What an authentication proxy's pod runs; the same type for nginx and oauth2-proxy. */
export interface ProxyPod {
    /** Files in `configFolder`, none of them secret. */
    files: Record<string, string>;
    command: string[];
    /** Port and paths of the kubelet's probes, which need no login. */
    health: { port: number; live: string; ready: string };
    /** Numeric id of the image's own user. */
    user: number;
}

export const configFolder = "/etc/access";
export const secretFolder = "/etc/access-secret";
