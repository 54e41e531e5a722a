import { given, type Path } from "../../../charts/words";
import { type KongNode, placeIn } from "../../library/kong";
import { at, unknown } from "../../library/resource";
import type { Violation } from "../../library/rule";

/** How long a network load balancer may send new connections to a deleted pod (aws-load-balancer-controller#2366). */
const loadBalancerSeconds = 120;

/** Kubernetes' default. */
const kubernetesGrace = 30;

/** Shutdown of a gateway's pod, in seconds. */
interface Drain {
    /** Whether a load balancer sends to it. */
    balanced: boolean;
    /** While it still answers new requests. */
    wait: number;
    /** While it finishes open requests. */
    timeout: number;
    /** After this time the kubelet kills it. */
    grace: number;
}

/** @returns undefined if it is not set, or unknown */
function drainOf({ values, fact: { end, sections } }: KongNode): Drain | undefined {
    const lifecycle = at(values, ...end.lifecycle);
    const said = at(values, ...end.grace);
    const preStop = at(lifecycle, "preStop");
    const grace = said === undefined ? end.graceSeconds : said;
    if ((lifecycle === undefined && said === undefined) || [lifecycle, preStop, grace].includes(unknown)) {
        return undefined;
    }
    // The default of Kong's chart; Helm takes null for "nothing at all".
    const stop = lifecycle === undefined ? end : stopOf(preStop);
    // Kubernetes' default if the value is removed.
    return (
        stop && {
            balanced: (at(values, "proxy", "type") ?? given(sections.proxy.service)?.type) === "LoadBalancer",
            wait: stop.wait,
            timeout: stop.timeout,
            grace: Number(grace ?? kubernetesGrace),
        }
    );
}

/** @returns undefined for another hook, whose duration is unknown */
function stopOf(preStop: unknown): Pick<Drain, "wait" | "timeout"> | undefined {
    const seconds = at(preStop, "sleep", "seconds");
    if (preStop === undefined || preStop === null || seconds !== undefined) {
        return { wait: Number(seconds ?? 0), timeout: 0 };
    }
    const command = at(preStop, "exec", "command");
    const text = Array.isArray(command) ? command.join(" ") : "";
    const sleep = /\bsleep (\d+)\b/.exec(text)?.[1];
    if (!/\bkong quit\b/.test(text)) {
        return sleep === undefined ? undefined : { wait: Number(sleep), timeout: 0 };
    }
    const option = (name: string, otherwise: number): number =>
        Number(new RegExp(`(?:--${name}|-${name[0]})[= ](\\d+)`).exec(text)?.[1] ?? otherwise);
    // kong/cmd/quit.lua: 0 and 10 by default.
    return { wait: Number(sleep ?? 0) + option("wait", 0), timeout: option("timeout", 10) };
}

/** Seconds. */
const leastForOpenRequests = 30;

/** Judges a gateway's shutdown after overrides. Not judged if it is not set. */
export function drained(node: KongNode): Violation[] {
    const drain = drainOf(node);
    if (drain === undefined) {
        return [];
    }
    const { balanced, wait, timeout, grace } = drain;
    const open = Math.min(timeout, leastForOpenRequests);
    const { end } = node.fact;
    const violation = (path: Path, message: string): Violation => ({
        urn: node.install.urn,
        message: `${node.install.name}: ${placeIn(node, ...path)}${message}`,
    });
    return [
        ...(balanced && wait < loadBalancerSeconds
            ? [
                  violation(
                      end.lifecycle,
                      `.preStop waits ${wait} s, and a load balancer may send new connections for ${loadBalancerSeconds} s after the pod ` +
                          `was deleted, which would be refused; wait ${loadBalancerSeconds} s or longer, or leave it out of the overrides`,
                  ),
              ]
            : []),
        ...(grace < wait + open
            ? [
                  violation(
                      end.grace,
                      ` is ${grace}, less than the ${wait} s that ${end.lifecycle.join(".")}.preStop waits and ${open} s ` +
                          `for open requests, so they are cut; set it to ${wait + timeout} or more`,
                  ),
              ]
            : []),
    ];
}
