import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { httpsAddress } from "../../model/addresses";
import type { GatewayAccess } from "../../model/gateway";
import type { AccessOutput, Page as InsidePage, PageName, Topology } from "../../model/layers";
import type { Registry } from "../../charts/registry";
import { type Authentication, AuthenticationProxy } from "./authenticationProxy";
import { accessName, routesOf, type Through, type Tls, type Way } from "./routes";

interface Page {
    host: string;
    tls: Tls;
}

/** The pages that are reachable from outside the cluster. A page that is left out is not exposed. */
export interface AccessSettings {
    through: Through;
    grafana?: Page;
    prometheus?: Page & { authentication: Authentication };
    alertmanager?: Page & { authentication: Authentication };
}

export interface AccessArgs extends AccessSettings {
    namespace: string;
    registry: Registry;
    topology: Topology;
    /** Settings name none of those that exist already, and are left out here. */
    inside: Partial<Record<PageName, InsidePage<pulumi.Input<string>>>>;
    /** A secret. */
    oidcClientSecret: pulumi.Input<string> | undefined;
}

/** What exposing the pages requires of the gateway, and the pages' addresses. */
export interface AccessConnection {
    gateway: GatewayAccess;
    output: AccessOutput;
}

/** Exposes Grafana, Prometheus and Alertmanager, each at its own host. Creates nothing if no page is named. */
export function connectAccess(name: string, args: AccessArgs, opts: ComponentOptions): AccessConnection | undefined {
    return Object.keys(publicAddresses(args)).length === 0 ? undefined : new Access(name, args, opts);
}

/** The address of each page that has a host, as browsers reach it. */
export function publicAddresses(settings: AccessSettings): Partial<Record<PageName, string>> {
    const pages = ["grafana", "prometheus", "alertmanager"] as const;
    return Object.fromEntries(
        pages.flatMap((page) =>
            settings[page] ? [[page, httpsAddress(settings[page].host, settings.through.port)]] : [],
        ),
    );
}

/**
 * Exposes the pages: an authentication proxy before each page without a login, and an Ingress for each page or the same
 * as routes in Kong's configuration.
 */
class Access extends Component implements AccessConnection {
    public readonly gateway: GatewayAccess;
    public readonly output: AccessConnection["output"];

    constructor(name: string, args: AccessArgs, opts: ComponentOptions) {
        const { namespace, registry, topology, through, inside, oidcClientSecret } = args;
        const addresses = publicAddresses(args);
        super("kong-observability:access:Access", name, { namespace, through: through.kind, addresses }, opts);

        const proxies = (["prometheus", "alertmanager"] as const).flatMap((page) => {
            const [settings, upstream] = [args[page], inside[page]?.url];
            if (settings === undefined || upstream === undefined) {
                return [];
            }
            const { authentication, host, tls } = settings;
            const proxy = new AuthenticationProxy(
                accessName(page),
                {
                    namespace,
                    registry,
                    address: httpsAddress(host, through.port),
                    upstream,
                    authentication,
                    clientSecret: oidcClientSecret,
                },
                this.within,
            );
            return [{ page, host, tls, proxy }];
        });
        const ways: Way[] = [
            ...(args.grafana && inside.grafana ? [{ page: "grafana", ...args.grafana, ...inside.grafana }] : []),
            ...proxies.map(({ page, host, tls, proxy: { served, url } }) => ({ page, host, tls, served, url })),
        ];

        const { ingresses, gateway } = routesOf(ways, through, topology);
        this.gateway = gateway;
        for (const ingress of ingresses) {
            new k8s.networking.v1.Ingress(ingress.name, ingress.args, this.within);
        }
        const passwords = new Map(proxies.map(({ page, proxy }) => [page as string, proxy.passwordSecret]));
        this.output = Object.fromEntries(
            Object.entries(addresses).map(([page, url]) => {
                const passwordSecret = passwords.get(page);
                return [page, { url, ...(passwordSecret && { passwordSecret }) }];
            }),
        );
        this.registerOutputs({ output: this.output });
    }
}
