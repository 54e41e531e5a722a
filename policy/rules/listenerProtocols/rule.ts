import { alpnHttp2, type Http2Server, http2Servers } from "./listeners";
import { type KongNode, kongNodes, placeIn } from "../../library/kong";
import { isComponent } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

/** HTTP/2 is on only if the setting enables it, not through an override or a chart's default: docs/security.md. */
export const listenerProtocols = rule({
    name: "listener-protocols",
    description:
        "Kong's proxy accepts HTTP/2 only if kong.http2 is set, and Admin API, Manager and status never do: Kong's nginx is " +
        "affected by CVE-2026-123007 and CVE-2026-123633. No load balancer sends HTTP/2 to a proxy that does not accept it.",
    severity: "critical",
    remediationSteps:
        "Remove http2 from the listeners' parameters and from KONG_*_LISTEN: use [] where Kong's chart has [http2] by default. If " +
        "you need HTTP/2, set kong-observability:kong.http2, which also allows gRPC routes; docs/security.md explains the risk.",
    enforcementLevel: "mandatory",
    config: {},
    check(system) {
        return kongNodes(system).flatMap((node) => {
            const decided = decidedFor(system, node);
            const open = http2Servers(node).filter(({ server }) => server !== "proxy" || !decided);
            return [...open.map((server) => speaks(node, server)), ...handedOn(node)];
        });
    },
});

/** The component of a release of ours declares `kong.http2`. */
function decidedFor(system: System, { install }: KongNode): boolean {
    for (let found = system.find(install.urn); found !== undefined; found = system.find(found.parent)) {
        if (isComponent(found.type) && "http2" in found.inputs) {
            return found.inputs.http2 === true;
        }
    }
    return false;
}

function speaks(node: KongNode, { server, key, value }: Http2Server): Violation {
    const { urn, name } = node.install;
    const path = placeIn(node, key);
    const what = value === undefined ? "is not set, and the chart's default is [http2]" : `is ${value}`;
    const fix = key.startsWith("env.") ? "leave http2 out" : "set it to []";
    return {
        urn,
        message:
            `${name}: ${path} ${what}, so ${server} speaks HTTP/2, in which Kong's nginx has known vulnerabilities ` +
            `(CVE-2026-123007, CVE-2026-123633); ${fix}${server === "proxy" ? ", or enable it with kong.http2" : ""}`,
    };
}

function handedOn(node: KongNode): Violation[] {
    const { install } = node;
    const handed = http2Servers(node).some(({ server }) => server === "proxy") ? undefined : alpnHttp2(node);
    return handed === undefined
        ? []
        : [
              {
                  urn: install.urn,
                  message:
                      `${install.name}: ${placeIn(node, handed.key)} is ${handed.value}, and the proxy behind it ` +
                      "does not speak HTTP/2, so clients that choose it get no answer; set it to HTTP1Only",
              },
          ];
}
