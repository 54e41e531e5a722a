import type { Outcome, Run, Tell } from "./check";
import { type Look, state } from "./state";

/** A data plane without a connection says so every 5 to 10 s (kong/clustering/data_plane.lua at tag 3.9.3). */
const lookedBackMs = 60_000;

const said = '|= "[clustering] connection to control plane" |= "broken"';

/** Lines without a namespace count too: a store that exists may keep none. */
function brokenQuery({ logIngestion, namespaces: { gateway } }: Run): string {
    return logIngestion === "otlp"
        ? `{service_name=~".+"} ${said} | k8s_namespace_name=~"|${gateway}"`
        : `{namespace="${gateway}"} ${said}`;
}

/**
 * Data planes whose control plane is on another cluster are connected to it. Kong 3.9 has no metric of it on the data
 * plane's side, so its own messages tell: one that is connected writes none.
 */
export function connection(run: Run, tell: Tell): Promise<Outcome> {
    const look = async (): Promise<Look> => {
        const now = Date.now();
        const lines = await run.loki.lines(brokenQuery(run), { from: now - lookedBackMs, to: now });
        const [last] = lines.slice(-1);
        const detail = "no data plane has lost it within a minute";
        return last === undefined
            ? { detail }
            : {
                  detail,
                  problem: {
                      detail: reasonIn(last.text),
                      cause: causeOf(last.text),
                      command: `kubectl -n ${run.namespaces.gateway} logs -l app.kubernetes.io/component=app --since=2m --prefix | grep -i clustering`,
                  },
              };
    };
    return state(run, tell, look, "Loki");
}

/** What Kong says of it, without addresses and ids. */
function reasonIn(line: string): string {
    return /broken: (.*?)(?: \(retrying| \[|,|$)/.exec(line)?.[1] ?? "broken";
}

function causeOf(line: string): string {
    if (/response code: 400/.test(line)) {
        return "The control plane takes no certificate of this group: it was revoked, or replaced there and not yet here (npx pulumi up).";
    }
    return /handshake|certificate/.test(line)
        ? "The control plane's certificate is not by the authority, or not for the name, that these data planes expect."
        : "Nothing answers at the control plane's address: DNS, routing between the networks, kong.controlPlane.expose.from there.";
}
