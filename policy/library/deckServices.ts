import { listAt, textAt, type Values } from "./resource";

/**
 * `host` and `port` of a decK service, from its `url` or its separate fields; an upstream's name is replaced by its
 * targets.
 */
export function deckTargets(file: Values, service: Values): { host: string; port: number | undefined }[] {
    const url = textAt(service, "url");
    const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
    const host = parsed?.hostname ?? textAt(service, "host");
    if (host === undefined) {
        return [];
    }
    const port = parsed === undefined ? service.port : parsed.port;
    const targets = listAt(file, "upstreams")
        .filter(({ name }) => name === host)
        .flatMap((upstream) => listAt(upstream, "targets"))
        .map((target) => {
            const [name = "", number] = (textAt(target, "target") ?? "").split(":");
            return { host: name, port: Number(number ?? 8000) };
        });
    return targets.length > 0
        ? targets
        : [{ host, port: port === undefined || port === "" ? undefined : Number(port) }];
}

/**
 * Whether every request to a service runs a plugin with this property: a global one, its own, or one on each of its
 * routes.
 */
export function meetsEveryRequest(file: Values, service: Values, wanted: (plugin: Values) => boolean): boolean {
    const name = service.name;
    const top = listAt(file, "plugins").filter(wanted);
    const unbound = top.some(
        (plugin) =>
            plugin.service === undefined &&
            plugin.route === undefined &&
            plugin.consumer === undefined &&
            plugin.consumer_group === undefined,
    );
    if (unbound || listAt(service, "plugins").some(wanted) || top.some((plugin) => names(plugin.service, name))) {
        return true;
    }
    const routes = [
        ...listAt(service, "routes"),
        ...listAt(file, "routes").filter((route) => names(route.service, name)),
    ];
    return (
        routes.length > 0 &&
        routes.every(
            (route) => listAt(route, "plugins").some(wanted) || top.some((plugin) => names(plugin.route, route.name)),
        )
    );
}

/** decK refers by name, as a text or as `{name}`. */
function names(reference: unknown, name: unknown): boolean {
    return name !== undefined && (reference === name || textAt(reference, "name") === name);
}
