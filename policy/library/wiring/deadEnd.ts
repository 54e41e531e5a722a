import { hidden } from "../../../model/secrets/hide";
import type { System } from "../system";
import { knownServices, serviceAt, serviceObjects, served } from "./services";

/**
 * Why an address leads nowhere, as the end of a sentence. Undefined if it leads to a known Service or out of the
 * cluster, or if that is unknown.
 * @param elsewhere Services on the cluster that are not in this system, as `service.namespace`
 * @param setting the key of the policy configuration that lists them, for the message
 */
export function deadEnd(
    system: System,
    address: unknown,
    from: string | undefined,
    elsewhere: readonly string[],
    setting: `${string}.otherServices`,
): string | undefined {
    const services = knownServices(system);
    const target = serviceAt(services, address, from);
    // Without any declared Services (only charts, for example), no address can be judged.
    if (
        target === undefined ||
        (served(system).length === 0 && serviceObjects(system).length === 0) ||
        elsewhere.includes(`${target.service}.${target.namespace}`)
    ) {
        return undefined;
    }
    const { service, namespace, port } = target;
    const found = services.filter((known) => known.service === service && known.namespace === namespace);
    if (found.length === 0) {
        const others = services.filter((known) => known.service === service).map((known) => known.namespace);
        const here = services.filter((known) => known.namespace === namespace).map((known) => known.service);
        const hint =
            others.length > 0
                ? `it is in ${unique(others)}`
                : here.length > 0
                  ? `there are ${unique(here)}`
                  : `no component serves anything there`;
        const remedy =
            others.length > 0
                ? ""
                : `; if it runs outside of this stack, set ${setting}: ["${service}.${namespace}"] in the policy configuration`;
        return `there is no Service ${service} in the namespace ${namespace}: ${hint}${remedy}`;
    }
    const ports = found.flatMap((known) => Object.values(known.ports));
    return port === undefined || ports.length === 0 || ports.includes(port)
        ? undefined
        : `Service ${service} in the namespace ${namespace} has no port ${port}, only ${unique(ports)}`;
}

/** An address without parts that may be secret: user, password, query. */
export function printable(address: string): string {
    const [plain = ""] = address.split(/[?#]/, 1);
    return hidden(plain.replace(/^((?:[a-z][\w+.-]*:)?\/\/)?[^/@]*@/i, "$1"));
}

function unique(items: readonly (string | number)[]): string {
    return [...new Set(items)].join(", ");
}
