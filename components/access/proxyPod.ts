/** What an authentication proxy's pod runs, whichever proxy it is. */
export interface ProxyPod {
    /** Files in `configFolder`, none of them secret. */
    files: Record<string, string>;
    command: string[];
    /** Where the kubelet asks how it is, without a login. */
    health: { port: number; live: string; ready: string };
    /** The image's own user, by number. */
    user: number;
}

export const configFolder = "/etc/access";
export const secretFolder = "/etc/access-secret";
