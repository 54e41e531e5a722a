import assert from "node:assert/strict";
import { deckFile } from "../../../../components/gateway/configuration/deck";
import { renderKubernetes } from "../../../../components/gateway/configuration/kubernetes";
import type { Manifest } from "../../../../components/gateway/configuration/objects/manifest";
import type { Gateway, Route } from "../../../../model/gateway";
import type { Plugin } from "../../../../model/plugins";
import { models, place } from "./made";

/**
 * What a rendering says, in the model's words but for the names of services, which a Service that is there does not
 * have.
 */
type Said = Pick<Gateway, "plugins"> & {
    services: {
        url: string;
        plugins: Plugin[];
        routes: (Omit<Route, "paths" | "protocols"> & Required<Pick<Route, "paths" | "protocols">>)[];
    }[];
};
function ofModel({ services, plugins }: Gateway): Said {
    return {
        plugins,
        services: services.map(({ url, routes, plugins: own }) => ({
            url: new URL(url).href.replace(".svc.cluster.local", ".svc"),
            plugins: own,
            routes: routes.map(({ paths = ["/"], protocols = ["http", "https"], ...rest }) => ({
                ...rest,
                paths,
                protocols,
            })),
        })),
    };
}
function ofDeck(gateway: Gateway): Said {
    const { services, plugins } = deckFile(gateway, "tag");
    return ofModel({
        plugins,
        services: services.map(({ name, url, routes, plugins: own = [] }) => ({
            name,
            url,
            plugins: own,
            routes: routes.map(
                ({
                    strip_path: stripPath,
                    preserve_host: preserveHost,
                    https_redirect_status_code: httpsRedirectStatusCode,
                    plugins: mine = [],
                    ...rest
                }) => ({ ...rest, httpsRedirectStatusCode, stripPath, preserveHost, plugins: mine }) as Route,
            ),
        })),
    });
}
interface HttpRoute {
    hostnames?: string[];
    rules: [
        {
            matches: { path: { type: string; value: string }; method?: string }[];
            backendRefs: [{ name: string; port: number }];
        },
    ];
}
function ofKubernetes(gateway: Gateway): Said {
    const { shared, services } = renderKubernetes(gateway, place);
    const pluginOf = ({ metadata, plugin: name, config, disabled, protocols }: Manifest): Plugin =>
        ({
            name: String(name),
            config: config as Record<string, unknown>,
            enabled: disabled === true ? false : undefined,
            protocols: protocols as string[] | undefined,
            tags: metadata.annotations?.["konghq.com/tags"]?.split(","),
        }) as Plugin;
    const named = (object: Manifest, plugins: Manifest[]): Plugin[] => {
        const names = object.metadata.annotations?.["konghq.com/plugins"]?.split(",") ?? [];
        assert.deepEqual(
            plugins.map(({ metadata }) => [metadata.name, metadata.namespace]),
            names.map((name) => [name, object.metadata.namespace]),
            "plugins are where they are named",
        );
        return plugins.map(pluginOf);
    };
    return {
        plugins: shared.filter(({ kind }) => kind === "KongClusterPlugin").map(pluginOf),
        services: services.map(({ service: object, plugins, routes }, index) => {
            assert.ok(object !== undefined);
            const { metadata } = object;
            const annotations = metadata.annotations ?? {};
            const outside = (object.spec as { externalName: string; ports: [{ port: number }] } | undefined)
                ?.externalName;
            const host = outside ?? `${metadata.name}.${metadata.namespace}.svc`;
            const specs = routes.map(({ route: { spec } }) => spec as unknown as HttpRoute);
            // A Service that is there has no port of ours: its routes name it.
            const port =
                specs[0]?.rules[0].backendRefs[0].port ?? Number(new URL(gateway.services[index]?.url ?? "").port);
            return {
                url: new URL(
                    `${annotations["konghq.com/protocol"] ?? "http"}://${host}:${port || ""}${annotations["konghq.com/path"] ?? ""}`,
                ).href,
                plugins: named(object, plugins),
                routes: routes.map(({ route: { metadata: own, spec }, plugins: mine }, at) => {
                    const { hostnames, rules } = spec as unknown as HttpRoute;
                    const { matches, backendRefs } = rules[0];
                    const said = own.annotations ?? {};
                    const methods = [...new Set(matches.flatMap(({ method }) => method ?? []))];
                    assert.deepEqual(
                        [own.namespace, backendRefs[0].name],
                        [metadata.namespace, metadata.name],
                        "a route is beside its Service",
                    );
                    return {
                        name: own.name,
                        paths: [
                            ...new Set(
                                matches.map(({ path: { type, value } }) =>
                                    type === "RegularExpression" ? `~${value}` : value,
                                ),
                            ),
                        ],
                        ...(hostnames && { hosts: hostnames }),
                        ...(methods.length > 0 && { methods }),
                        protocols: (said["konghq.com/protocols"] ?? "").split(",") as ("http" | "https")[],
                        stripPath: said["konghq.com/strip-path"] === "true",
                        preserveHost: said["konghq.com/preserve-host"] === "true",
                        ...("konghq.com/https-redirect-status-code" in said && {
                            httpsRedirectStatusCode: Number(said["konghq.com/https-redirect-status-code"]) as 308,
                        }),
                        plugins: named(routes[at]?.route ?? object, mine),
                    };
                }),
            };
        }),
    };
}
/** As JSON, in which a key that is undefined is none, whatever the order of keys. */
const plain = (said: Said): unknown => JSON.parse(JSON.stringify(said));

describe("both renderers say what the model says", () => {
    for (const [what, gateway] of models) {
        it(`of ${what}`, () => {
            assert.deepEqual(plain(ofDeck(gateway)), plain(ofModel(gateway)));
            assert.deepEqual(plain(ofKubernetes(gateway)), plain(ofModel(gateway)));
        });
    }
});
