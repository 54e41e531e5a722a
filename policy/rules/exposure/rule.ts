import {
    type AuthenticationConfig,
    authenticationConfig,
    type AuthenticationPlugins,
    authenticationPlugins,
} from "../../library/authentication";
import { isGuarded, openDeckServices, openRoutes } from "../../library/openRoutes";
import {
    chartedPages,
    chartedRoutes,
    type ChartedPage,
    isOutward,
    openPages,
    outwardServices,
    selectedPage,
} from "./pages";
import { textAt } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";

const fix = "put an authentication proxy in front of it, as the setting access does, or remove it";

/**
 * Prometheus and Alertmanager have no login: anyone who reaches them can read every metric, and silence every alert.
 */
export const exposure = rule<AuthenticationConfig>({
    name: "exposure",
    description:
        "Prometheus, Alertmanager and a Grafana with anonymous access are not reachable from outside without authentication.",
    severity: "critical",
    remediationSteps:
        "Publish them with the setting access, which puts an authentication proxy in front of Prometheus and Alertmanager. Otherwise use kubectl port-forward, and turn off Grafana's auth.anonymous.",
    enforcementLevel: "mandatory",
    config: authenticationConfig,
    check(system, config) {
        const pageOf = openPages(system);
        const plugins = authenticationPlugins(system, config.authenticationPlugins);
        return [
            ...chartedPages(system).flatMap((page) => charted(page, plugins, config)),
            ...system.kubernetes("Service").flatMap((service) => {
                const page = selectedPage(service.inputs);
                return page !== undefined && isOutward(service)
                    ? [
                          {
                              urn: service.urn,
                              message: `${service.name}: spec.type is ${textAt(service.inputs, "spec", "type") ?? ""}, which publishes ${page} without authentication; set it to ClusterIP`,
                          },
                      ]
                    : [];
            }),
            ...openRoutes(system, (service, port) => pageOf(service, port) !== undefined, config).map(
                ({ urn, name, by, place }) => ({
                    urn,
                    message: `${name}: the ${"kind" in by ? by.kind : ""} leads to ${place}, which is ${pageOf(place.split(":")[0], undefined) ?? ""}, without authentication; ${fix}`,
                }),
            ),
            ...openDeckServices(system, (host, port) => pageOf(host.split(".")[0], port) !== undefined, config).map(
                ({ urn, name, by, place }) => ({
                    urn,
                    message: `${name}: the service ${"deckService" in by ? by.deckService : ""} leads to ${place}, which is ${pageOf(place.split(/[.:]/)[0], undefined) ?? ""}, without authentication; ${fix}`,
                }),
            ),
        ];
    },
});

function charted(page: ChartedPage, plugins: AuthenticationPlugins, config: AuthenticationConfig): Violation[] {
    const { urn, name, namespace } = page;
    return [
        ...outwardServices(page).map(({ key, type }) => ({
            urn,
            message: `${name}: ${key} is ${type}, which publishes ${page.page} without authentication; set it to ClusterIP`,
        })),
        ...chartedRoutes(page)
            .filter(({ annotations, filters }) => !isGuarded(annotations, filters, namespace, plugins, config))
            .map(({ key }) => ({
                urn,
                message: `${name}: ${key} publishes ${page.page} without authentication; ${fix}`,
            })),
    ];
}
