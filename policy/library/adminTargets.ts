import { kongNodes } from "./kong";
import { kongPorts, kongServices } from "./kongServices";
import { at, isValues, textAt, type Values } from "./resource";
import type { System } from "./system";

/** Ports of the Admin API and of Kong Manager, plain and with TLS, and their names in Kong's chart. */
const adminPorts = [...kongPorts("admin"), ...kongPorts("manager")];
const portNames = /^(kong-)?(admin|manager)(-tls)?$/;

/** Whether a Service, or a port of it, is the Admin API or Kong Manager. */
export type IsAdmin = (service: string | undefined, port: unknown) => boolean;

export function adminTargets(system: System): IsAdmin {
    const made = kongNodes(system).flatMap((node) =>
        kongServices(node).flatMap(({ service, name }) => (service === "admin" || service === "manager" ? [name] : [])),
    );
    const own = system.kubernetes("Service").filter(({ inputs }) => isValues(at(inputs, "spec", "selector")));
    const isKongs = new Map(
        own.map(({ name, inputs }) => [textAt(inputs, "metadata", "name") ?? name, selectsKong(inputs)]),
    );
    return (service, port) => {
        if (service === undefined) {
            return isAdminPort(port);
        }
        const named = made.includes(service) || /-(kong|gateway)-(admin|manager)$/.test(service);
        // Other programs use port 8001 and the name `admin` too: it is Kong's if the Service selects Kong's pods, or by
        // the Service's name.
        return named || (isAdminPort(port) && (isKongs.get(service) ?? /(^|-)(kong|gateway)(-|$)/.test(service)));
    };
}

export function isAdminPort(port: unknown): boolean {
    return adminPorts.includes(Number(port)) || (typeof port === "string" && portNames.test(port));
}

/** Whether a Service's pods are Kong's, by the labels that its charts set. */
export function selectsKong(service: Values): boolean {
    const name =
        textAt(service, "spec", "selector", "app.kubernetes.io/name") ??
        textAt(service, "spec", "selector", "app") ??
        "";
    return /(^|-)kong$|^gateway$/.test(name);
}
