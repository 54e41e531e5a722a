import { parse } from "yaml";
import type { Pin } from "./pins";

/** The global `fetch`; tests replace it. */
export type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

const patienceMs = 30_000;
/** Longer lists of tags are not read to the end; the last tags are then missing. */
const mostPages = 30;

/** Every version at a pin's source. Fails with the reason if the source does not answer. */
export function versionsOf(pin: Pin, fetch: Fetch): Promise<string[]> {
    return pin.kind === "chart" ? chartVersions(pin.name, pin.repository ?? "", fetch) : imageTags(pin.name, fetch);
}

/** From the repository's `index.yaml`: https://helm.sh/docs/topics/chart_repository/ */
async function chartVersions(chart: string, repository: string, fetch: Fetch): Promise<string[]> {
    const url = `${repository.replace(/\/+$/, "")}/index.yaml`;
    const index = parse(await (await get(url, fetch)).text()) as { entries?: Record<string, { version: string }[]> };
    const entries = index.entries?.[chart];
    if (entries === undefined) {
        throw new Error(`${url} has no chart ${chart}`);
    }
    return entries.map(({ version }) => String(version));
}

/** From the registry's list of tags: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags */
async function imageTags(image: string, fetch: Fetch): Promise<string[]> {
    const slash = image.indexOf("/");
    const host = image.slice(0, slash);
    const registry = host === "docker.io" ? "registry-1.docker.io" : host;
    const first = `https://${registry}/v2/${image.slice(slash + 1)}/tags/list?n=1000`;
    const headers: Record<string, string> = {};
    const tags: string[] = [];
    let url: string | undefined = first;
    for (let page = 0; url !== undefined && page < mostPages; page++) {
        let answer = await get(url, fetch, headers, [401]);
        if (answer.status === 401) {
            headers.authorization = `Bearer ${await anonymousToken(answer, fetch)}`;
            answer = await get(url, fetch, headers);
        }
        tags.push(...(((await answer.json()) as { tags: string[] | null }).tags ?? []));
        const [, next] = /<([^>]+)>; *rel="?next"?/.exec(answer.headers.get("link") ?? "") ?? [];
        url = next === undefined ? undefined : new URL(next, first).href;
    }
    return tags;
}

/** The token that a registry issues to anonymous users: https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(refusal: Response, fetch: Fetch): Promise<string> {
    const challenge = refusal.headers.get("www-authenticate") ?? "";
    const { realm, ...query } = Object.fromEntries(
        [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ) as Record<string, string>;
    if (realm === undefined) {
        throw new Error("the registry requires a login");
    }
    const answer = await get(`${realm}?${new URLSearchParams(query).toString()}`, fetch);
    const { token, access_token: other } = (await answer.json()) as { token?: string; access_token?: string };
    return token ?? other ?? "";
}

async function get(
    url: string,
    fetch: Fetch,
    headers: Record<string, string> = {},
    fine: number[] = [],
): Promise<Response> {
    const { host } = new URL(url);
    let answer: Response;
    try {
        answer = await fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) });
    } catch (error) {
        const { message, cause } = error as Error;
        throw new Error(`${host} was not reached: ${cause instanceof Error ? cause.message : message}`);
    }
    if (!answer.ok && !fine.includes(answer.status)) {
        throw new Error(`${host} answered ${answer.status}`);
    }
    return answer;
}
