import { type CrossCheck, crossCheck } from "./check";

/** gRPC requires HTTP/2: without it Kong's proxy answers no gRPC call, with or without TLS. */
export const http2Checks: readonly CrossCheck[] = [
    crossCheck(["kong", "gateway"], ({ kong, gateway }, { project }) =>
        // The ingress controller's kinds do not support gRPC at all, which another check reports.
        kong.topology !== "hybrid" || kong.http2
            ? []
            : gateway.services.flatMap(({ routes }, service) =>
                  routes.flatMap(({ protocols = [] }, route) =>
                      protocols.map(
                          (protocol, index) =>
                              protocol.startsWith("grpc") && {
                                  key: `${project}:gateway.services[${service}].routes[${route}].protocols[${index}]`,
                                  message:
                                      `got "${protocol}"; allowed: http and https while ${project}:kong.http2 is false, ` +
                                      "since gRPC needs HTTP/2, which is off because of known vulnerabilities in Kong's nginx (docs/security.md)",
                              },
                      ),
                  ),
              ),
    ),
];
