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
import { collectors } from "../../library/collector";
import { openReceivers, openReceiversOf, published } from "./receivers";
import { at, type Seen, textAt } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

const fix = "put an authentication proxy in front of it, as the setting access does, or remove it";

/**
 * Prometheus and Alertmanager have no login: anyone who reaches them can read every metric, and silence every alert.
 */
export const exposure = rule<AuthenticationConfig>({
    name: "exposure",
    description:
        "Prometheus, Alertmanager and a Grafana with anonymous access are not reachable from outside without authentication, and no receiver of a collector that asks for no certificate is.",
    severity: "critical",
    remediationSteps:
        "Publish them with the setting access, which puts an authentication proxy in front of Prometheus and Alertmanager. Otherwise use kubectl port-forward, and turn off Grafana's auth.anonymous. For telemetry from other clusters set collector.receive, whose receiver asks for certificates (tls.client_ca_file).",
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
            ...exposedReceivers(system, plugins, config),
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

const receiverFix =
    "use the receiver of collector.receive, which asks for a certificate, or put authentication in front of it";

/** Anyone who reaches a receiver without mTLS can send what looks like this stack's telemetry, as much as they like. */
function exposedReceivers(system: System, plugins: AuthenticationPlugins, config: AuthenticationConfig): Violation[] {
    const receiverOf = openReceivers(system);
    const isOpen = (service: string | undefined, port: unknown): boolean => receiverOf(service, port) !== undefined;
    const ways = [
        ...openRoutes(system, isOpen, config),
        ...openDeckServices(system, (host, port) => isOpen(host.split(".")[0], port), config),
    ];
    return [
        ...system
            .kubernetes("Service")
            .filter(isOutward)
            .flatMap((service) => outwardReceivers(system, service)),
        ...ways.map(({ urn, name, by, place }) => ({
            urn,
            message: `${name}: the ${"kind" in by ? by.kind : `service ${by.deckService}`} leads to ${place}, a receiver of a collector, without authentication; ${receiverFix}`,
        })),
        ...collectors(system).flatMap((one) => {
            const [open] = openReceiversOf(one);
            const annotations = at(one.spec, "ingress", "annotations");
            return open === undefined ||
                textAt(one.spec, "ingress", "type") === undefined ||
                isGuarded(annotations, [], one.namespace, plugins, config)
                ? []
                : [
                      {
                          urn: one.urn,
                          message: `${one.name}: spec.ingress publishes the receiver ${open.receiver} without authentication; ${receiverFix}`,
                      },
                  ];
        }),
    ];
}

function outwardReceivers(system: System, service: Seen): Violation[] {
    return published(system, service).map(({ from, open }) => ({
        urn: service.urn,
        message: `${service.name}: spec.type is ${textAt(service.inputs, "spec", "type") ?? ""}, and its port ${String(from)} leads to the receiver ${open.receiver} of ${open.collector.name}, which asks for no certificate; ${receiverFix}`,
    }));
}
