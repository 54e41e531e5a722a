import type { Problem } from "../problems";
import type { PlainSettings, SecretKey } from "../schema/schema";

const pages = ["grafana", "prometheus", "alertmanager"] as const;

/** What schema alone cannot say of `access`. */
export function accessChecks(
    { access, metrics, kong, gateway }: Pick<PlainSettings, "access" | "metrics" | "kong" | "gateway">,
    project: string,
    hasSecret: (key: SecretKey) => boolean,
): (Problem | false)[] {
    const key = (path: string): string => `${project}:access.${path}`;
    const hosts = pages.flatMap((page) => access[page]?.host ?? []);
    const proxied = (["prometheus", "alertmanager"] as const).flatMap((page) => {
        const authentication = access[page]?.authentication;
        return authentication?.kind === "oidc" ? [{ page, clientId: authentication.clientId }] : [];
    });
    const { rootUrl } = metrics.grafana;
    const inGateway = access.through.kind === "kong" && kong.topology === "hybrid" && hosts.length > 0;

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
        proxied.length > 0 &&
            !hasSecret("accessOidcClientSecret") && {
                key: `${project}:accessOidcClientSecret`,
                message: `missing; access.${proxied[0]?.page}.authentication.kind is oidc: pulumi config set --secret accessOidcClientSecret`,
            },
        access.grafana?.oidc !== undefined &&
            !hasSecret("grafanaOidcClientSecret") && {
                key: `${project}:grafanaOidcClientSecret`,
                message: "missing; access.grafana.oidc is set: pulumi config set --secret grafanaOidcClientSecret",
            },
        ...proxied.map(
            ({ page, clientId }) =>
                clientId !== proxied[0]?.clientId && {
                    key: key(`${page}.authentication.clientId`),
                    message: `got "${clientId}"; allowed: ${proxied[0]?.page}'s "${proxied[0]?.clientId}", since accessOidcClientSecret is the secret of one client`,
                },
        ),
        access.grafana !== undefined &&
            rootUrl !== undefined &&
            rootUrl.replace(/\/$/, "") !== `https://${access.grafana.host}` && {
                key: `${project}:metrics.grafana.rootUrl`,
                message: `got "${rootUrl}"; allowed: nothing here, since access.grafana.host makes it https://${access.grafana.host}`,
            },
        ...(inGateway ? gateway.services : []).map(
            ({ name }, index) =>
                isOurs(name) && { key: `${project}:gateway.services[${index}].name`, message: takenName(name) },
        ),
        ...(inGateway ? gateway.services : []).flatMap(({ routes }, service) =>
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
    return pages.some((page) => name === `access-${page}`);
}

function takenName(name: string): string {
    return `got "${name}"; allowed: any other name, since access makes one that is called so`;
}
