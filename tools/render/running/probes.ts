import { at, listAt, textAt } from "../../../policy/library/resource";
import { factsOf } from "./images";
import { type Container, containersOf, listed, portsInArguments, whereIs } from "./objects";

/**
 * A liveness probe that checks readiness kills a process during its replay, and every time after: it never starts
 * again. A startup probe gives it the time.
 */
export function livenessProblems(container: Container): string[] {
    const path = textAt(container.spec, "livenessProbe", "httpGet", "path");
    const replays =
        path !== undefined && path === factsOf(container)?.replaysUntil && container.spec.startupProbe === undefined;
    return replays
        ? [
              `${whereIs(container)}: livenessProbe asks ${path}, which fails as long as the process replays its log: ` +
                  "it would be ended each time before it is done",
          ]
        : [];
}

const kinds = ["startupProbe", "readinessProbe", "livenessProbe"];

/** A probe on a port that nothing in the pod opens: the container is never ready, or is killed repeatedly. */
export function probeProblems(container: Container): string[] {
    const probes = kinds.map((kind) => ({ kind, probe: container.spec[kind] }));
    const hooks = ["postStart", "preStop"].map((kind) => ({ kind, probe: at(container.spec, "lifecycle", kind) }));
    return [...probes, ...hooks].flatMap(({ kind, probe }) => {
        const asked = ["httpGet", "tcpSocket", "grpc"]
            .map((way) => at(probe, way, "port"))
            .find((port) => port !== undefined);
        // A probe may target another host, which cannot be judged.
        const elsewhere = textAt(probe, "httpGet", "host") ?? textAt(probe, "tcpSocket", "host");
        const problem = asked === undefined || elsewhere !== undefined ? undefined : missing(container, asked);
        return problem === undefined ? [] : [`${whereIs(container)}: ${kind} asks port ${String(asked)}, ${problem}`];
    });
}

function missing(container: Container, asked: unknown): string | undefined {
    if (/^\d+$/.test(String(asked))) {
        return closed(container, Number(asked));
    }
    const named = namedPorts([container]);
    const port = named.get(String(asked));
    return port === undefined
        ? `a name that the container gives no port; it has ${listed([...named.keys()])}`
        : closed(container, port);
}

/** All containers of a pod share one network. */
function closed(container: Container, port: number): string | undefined {
    const open = containersOf(container.pod).flatMap(openPorts);
    return open.includes(port) ? undefined : `which nothing in the pod opens; open are ${listed(open)}`;
}

/**
 * Ports that a process is known to open; otherwise those that its container declares, and those in its arguments and
 * variables.
 */
export function openPorts(container: Container): number[] {
    const listens = factsOf(container)?.listens?.(container);
    if (listens !== undefined) {
        return listens;
    }
    const declared = listAt(container.spec, "ports").map(({ containerPort }) => Number(containerPort));
    const variables = listAt(container.spec, "env").filter(({ name }) => /PORT|ADDR|LISTEN/.test(String(name)));
    const told = variables.flatMap(({ value }) => /(?:^|:)(\d{2,5})$/.exec(String(value))?.[1] ?? []).map(Number);
    return [...declared, ...portsInArguments(container), ...told];
}

/** Ports of a pod by name, for Services and monitors. */
export function namedPorts(containers: readonly Container[]): Map<string, number> {
    const ports = containers.flatMap(({ spec }) => listAt(spec, "ports"));
    return new Map(ports.map(({ name, containerPort }) => [String(name), Number(containerPort)]));
}
