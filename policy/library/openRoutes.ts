import {
    annotatedPlugins,
    authenticates,
    type AuthenticationConfig,
    type AuthenticationPlugins,
    authenticationPlugins,
    filterPlugins,
} from "./authentication";
import { deckTargets, meetsEveryRequest } from "./deckServices";
import { deckFiles, kongNodes } from "./kong";
import { kongServices } from "./kongServices";
import { at, isValues, listAt, type Seen, textAt, unknown } from "./resource";
import type { System } from "./system";
import { backends } from "./wiring/backends";

/** A path from outside that requires no credentials. */
export interface OpenWay {
    urn: string;
    /** The resource's name, or the decK file's key. */
    name: string;
    /** `Ingress`, `HTTPRoute`, ..., or the name of decK's service. */
    by: { kind: string } | { deckService: string };
    /** The Service and port that it leads to, as far as known. */
    place: string;
}

const kinds = ["Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "TCPIngress"];

/** Authentication plugins work with HTTP only: a path that only forwards bytes is not protected. */
export const streams = ["TCPRoute", "TLSRoute", "TCPIngress"];

/** Ingress objects, routes of the Gateway API and TCPIngresses that lead to a target. */
export function openRoutes(
    system: System,
    isTarget: (service: string | undefined, port: unknown) => boolean,
    config: AuthenticationConfig,
): OpenWay[] {
    const plugins = authenticationPlugins(system, config.authenticationPlugins);
    return kinds.flatMap((kind) =>
        system
            .kubernetes(kind)
            .flatMap((route) =>
                openRoute(system, kind, route, isTarget, (annotations, filters, namespace) =>
                    isGuarded(annotations, filters, namespace, plugins, config),
                ),
            ),
    );
}

type IsGuarded = (annotations: unknown, filters: string[], namespace: string | undefined) => boolean;

function openRoute(
    system: System,
    kind: string,
    { urn, name, inputs }: Seen,
    isTarget: (service: string | undefined, port: unknown) => boolean,
    guards: IsGuarded,
): OpenWay[] {
    const namespace = textAt(inputs, "metadata", "namespace");
    const annotations = at(inputs, "metadata", "annotations");
    const open = backends(inputs.spec).filter(({ service, port, rule: way }) => {
        const guard = (from: unknown): boolean => guards(from, filterPlugins(way), namespace);
        return (
            isTarget(service, port) &&
            (streams.includes(kind) ||
                !(guard(annotations) || serviceAnnotations(system, service, namespace).some(guard)))
        );
    });
    const places = new Set(
        open.map(({ service, port }) => `${service ?? "a Service"}${port === undefined ? "" : `:${String(port)}`}`),
    );
    return [...places].map((place) => ({ urn, name, by: { kind }, place }));
}

/** Whether annotations or the plugins of a filter require credentials. An unknown annotation counts as a guard. */
export function isGuarded(
    annotations: unknown,
    filters: string[],
    namespace: string | undefined,
    plugins: AuthenticationPlugins,
    { authenticationAnnotations }: AuthenticationConfig,
): boolean {
    return (
        annotations === unknown ||
        at(annotations, "konghq.com/plugins") === unknown ||
        plugins.everywhere ||
        plugins.has([...annotatedPlugins(annotations), ...filters], namespace) ||
        authenticationAnnotations.some(
            (key) => ![undefined, null, "", "none"].includes(at(annotations, key) as string | null | undefined),
        )
    );
}

/** The ingress controller also applies plugins of the Service that a route leads to. */
function serviceAnnotations(system: System, service: string | undefined, namespace: string | undefined): unknown[] {
    const own = system
        .kubernetes("Service")
        .filter(
            ({ inputs }) =>
                textAt(inputs, "metadata", "name") === service && textAt(inputs, "metadata", "namespace") === namespace,
        );
    const charted = kongNodes(system).flatMap((node) =>
        kongServices(node).filter(
            ({ name }) => name !== undefined && name === service && node.install.namespace === namespace,
        ),
    );
    return [
        ...own.map(({ inputs }) => at(inputs, "metadata", "annotations")),
        ...charted.map(({ values }) => values.annotations),
    ].filter((annotations) => isValues(annotations) || annotations === unknown);
}

/** decK's services that lead to a target. */
export function openDeckServices(
    system: System,
    isTarget: (host: string, port: number | undefined) => boolean,
    { authenticationPlugins: names }: AuthenticationConfig,
): OpenWay[] {
    return deckFiles(system).flatMap(({ urn, key, file }) =>
        listAt(file, "services").flatMap((service) => {
            const target = deckTargets(file, service).find(({ host, port }) => isTarget(host, port));
            if (target === undefined || meetsEveryRequest(file, service, (plugin) => authenticates(plugin, names))) {
                return [];
            }
            return [
                {
                    urn,
                    name: key,
                    by: { deckService: String(service.name) },
                    place: `${target.host}${target.port === undefined ? "" : `:${target.port}`}`,
                },
            ];
        }),
    );
}
