import type { Problem } from "../problems";
import { httpsAddress } from "../../model/addresses";
import { accessPort } from "../accessPort";
import type { PlainSettings, SecretKey } from "../schema";

const pages = ["grafana", "prometheus", "alertmanager"] as const;

type Told = Pick<PlainSettings, "access" | "metrics" | "kong" | "gateway">;
type HasSecret = (key: SecretKey) => boolean;
type Checks = (Problem | false)[];

/** Rules for `access` that the schema cannot express. */
export function accessChecks(settings: Told, project: string, hasSecret: HasSecret): Checks {
    return [
        ...ofHosts(settings, project),
        ofPort(settings, project),
        ...ofProxies(settings, project, hasSecret),
        ...ofGrafana(settings, project, hasSecret),
        ...ofGateway(settings, project),
    ];
}

/** Each page has its own host, and TLS ends where the setting says. */
function ofHosts({ access }: Told, project: string): Checks {
    const key = (path: string): string => `${project}:access.${path}`;
    return [
        ...pages.map((page, index) => {
            const host = access[page]?.host;
            const first = pages.find((other) => access[other]?.host === host);
            return (
                host !== undefined &&
                first !== undefined &&
                pages.indexOf(first) < index && {
                    key: key(`${page}.host`),
                    message: `got "${host}", which is ${first}'s; allowed: a host of its own`,
                }
            );
        }),
        ...pages.map(
            (page) =>
                access[page]?.tls.kind === "elsewhere" &&
                access.through.kind === "kong" && {
                    key: key(`${page}.tls.kind`),
                    message:
                        'got "elsewhere"; allowed: secret, cert-manager with through.kind kong, which ends TLS itself',
                },
        ),
    ];
}

/** The port is part of addresses and redirects. */
function ofPort({ access, kong }: Told, project: string): Problem | false {
    return (
        pages.some((page) => access[page] !== undefined) &&
        accessPort({ access, kong }) === undefined && {
            key: `${project}:access.through.port`,
            message:
                "missing; nothing but node ports leads to Kong: allowed: the port at which browsers reach HTTPS, or one httpsNodePort for all proxies of type NodePort",
        }
    );
}

/** All authentication proxies are one client of the identity provider. */
function ofProxies({ access }: Told, project: string, hasSecret: HasSecret): Checks {
    const proxied = (["prometheus", "alertmanager"] as const).flatMap((page) => {
        const authentication = access[page]?.authentication;
        return authentication?.kind === "oidc" ? [{ page, clientId: authentication.clientId }] : [];
    });
    return [
        proxied.length > 0 &&
            !hasSecret("accessOidcClientSecret") && {
                key: `${project}:accessOidcClientSecret`,
                message: `missing; access.${proxied[0]?.page}.authentication.kind is oidc: npx pulumi config set --secret accessOidcClientSecret`,
            },
        ...proxied.map(
            ({ page, clientId }) =>
                clientId !== proxied[0]?.clientId && {
                    key: `${project}:access.${page}.authentication.clientId`,
                    message: `got "${clientId}"; allowed: ${proxied[0]?.page}'s "${proxied[0]?.clientId}", since accessOidcClientSecret is the secret of one client`,
                },
        ),
    ];
}

function ofGrafana({ access, metrics, kong }: Told, project: string, hasSecret: HasSecret): Checks {
    const { rootUrl } = metrics.grafana;
    return [
        access.grafana?.oidc !== undefined &&
            !hasSecret("grafanaOidcClientSecret") && {
                key: `${project}:grafanaOidcClientSecret`,
                message: "missing; access.grafana.oidc is set: npx pulumi config set --secret grafanaOidcClientSecret",
            },
        access.grafana !== undefined &&
            rootUrl !== undefined &&
            rootUrl.replace(/\/$/, "") !== httpsAddress(access.grafana.host, accessPort({ access, kong })) && {
                key: `${project}:metrics.grafana.rootUrl`,
                message: `got "${rootUrl}"; allowed: nothing here, since access.grafana.host makes it ${httpsAddress(access.grafana.host, accessPort({ access, kong }))}`,
            },
    ];
}

/** A gateway that serves the pages has services and routes for them next to the stack's own. */
function ofGateway({ access, kong, gateway }: Told, project: string): Checks {
    const hosts = pages.flatMap((page) => access[page]?.host ?? []);
    if (access.through.kind !== "kong" || kong.topology !== "hybrid" || hosts.length === 0) {
        return [];
    }
    return [
        ...gateway.services.map(
            ({ name }, index) =>
                isOurs(name) && { key: `${project}:gateway.services[${index}].name`, message: takenName(name) },
        ),
        ...gateway.services.flatMap(({ routes }, service) =>
            routes.flatMap(({ name, hosts: answered = [] }, route) => [
                isOurs(name) && {
                    key: `${project}:gateway.services[${service}].routes[${route}].name`,
                    message: takenName(name),
                },
                ...answered.map(
                    (host, index) =>
                        hosts.includes(host) && {
                            key: `${project}:gateway.services[${service}].routes[${route}].hosts[${index}]`,
                            message: `got "${host}"; allowed: a host that access does not name`,
                        },
                ),
            ]),
        ),
    ];
}

function isOurs(name: string): boolean {
    return pages.some((page) => [`access-${page}`, `access-${page}-http`].includes(name));
}

function takenName(name: string): string {
    return `got "${name}"; allowed: any other name, since access creates one with this name`;
}
