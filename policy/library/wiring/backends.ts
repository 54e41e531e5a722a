import { at, isValues, listAt, textAt, type Values } from "../resource";

/** One target of an object: the Service and port, and the plugins on the way to it. */
export interface Backend {
    service: string | undefined;
    port: unknown;
    rule: Values;
    /** Its place in the specification. */
    path: string;
}

/** The targets of an Ingress, a route of the Gateway API or a TCPIngress. */
export function backends(spec: unknown): Backend[] {
    return [
        ...ofIngress(at(spec, "defaultBackend"), {}, "spec.defaultBackend"),
        ...listAt(spec, "rules").flatMap((rule, index) => {
            const place = `spec.rules[${index}]`;
            return [
                ...listAt(rule, "http", "paths").flatMap((path, number) =>
                    ofIngress(path.backend, rule, `${place}.http.paths[${number}].backend`),
                ),
                ...ofIngress(rule.backend, rule, `${place}.backend`),
                ...listAt(rule, "backendRefs").map((reference, number) => ({
                    service: textAt(reference, "name"),
                    port: reference.port,
                    rule,
                    path: `${place}.backendRefs[${number}]`,
                })),
            ];
        }),
    ];
}

/** Before `networking.k8s.io/v1`, the Service's name and port were fields of the backend itself. */
function ofIngress(backend: unknown, rule: Values, path: string): Backend[] {
    if (!isValues(backend)) {
        return [];
    }
    const { service } = backend;
    return [
        {
            service: textAt(service, "name") ?? textAt(backend, "serviceName"),
            port: at(service, "port", "number") ?? at(service, "port", "name") ?? backend.servicePort,
            rule,
            path: service === undefined ? path : `${path}.service`,
        },
    ];
}
