import type { Settings } from "./arguments";
import type { Tell } from "./checks/check";
import type { Reached } from "./connect";
import { probesFor } from "./probes";
import { send, type Sent } from "./send";

/** The requests of a run: those that Kong must record, and one that it must not. */
export interface Sending {
    /** The request, for people. */
    request: string;
    /** The trace id of the one that Kong must not record. */
    unwanted: string;
    /** Why none can be sent. */
    hindrance: Error | undefined;
    /** @returns the requests that Kong must record, with their answers */
    send(tell: Tell): Promise<Sent[]>;
}

export async function prepareSending(reached: Reached, { requests, insecure }: Settings): Promise<Sending> {
    const addresses = await reached.proxies().catch((error: unknown) => error as Error);
    const { path, host } = reached;
    const { wanted, unwanted } = probesFor(reached, requests * Math.max(1, reached.proxyCount));
    const all = [...wanted, unwanted];
    return {
        request: `${path}${host === undefined ? "" : ` of ${host}`}`,
        unwanted: unwanted.traceId,
        hindrance: addresses instanceof Error ? addresses : undefined,
        async send(tell) {
            const target = { path, insecure, ...(host !== undefined && { host }) };
            const sent = await send(all, addresses instanceof Error ? [] : addresses, target, (number) =>
                tell(`${number} of ${all.length} sent`),
            );
            return sent.slice(0, -1);
        },
    };
}
