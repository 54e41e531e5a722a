import { clusterMode } from "../../library/clusterMode";
import { type KongNode, kongNodes } from "../../library/kong";
import { at, isValues, type Seen, textAt } from "../../library/resource";
import type { System } from "../../library/system";

const internal: readonly [annotation: string, value: string][] = [
    ["service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"],
    ["service.beta.kubernetes.io/aws-load-balancer-internal", "true"],
    ["service.beta.kubernetes.io/azure-load-balancer-internal", "true"],
    ["networking.gke.io/load-balancer-type", "Internal"],
];

/** Annotations by which a load balancer ends TLS itself. */
const ending = [
    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert",
    "service.beta.kubernetes.io/aws-load-balancer-ssl-ports",
];

/**
 * What is wrong with a load balancer in front of the cluster's ports, which data planes on other clusters need: it must
 * be internal, pass TLS through, and lead to a control plane that can tell data planes apart.
 *
 * @param node undefined if it is not in this stack
 * @returns undefined if nothing is
 */
export function clusterPortsProblem(
    type: string | undefined,
    annotations: unknown,
    node: KongNode | undefined,
): string | undefined {
    const given = isValues(annotations) ? annotations : {};
    if (type !== "LoadBalancer" || !internal.some(([name, value]) => textAt(given, name) === value)) {
        return "only an internal load balancer may lead there (kong.controlPlane.expose)";
    }
    const ended = ending.find((name) => given[name] !== undefined);
    if (ended !== undefined) {
        return `${ended} ends TLS at the load balancer, which then shows Kong no data plane's certificate; leave it out`;
    }
    return node !== undefined && clusterMode(node) === "shared"
        ? `${node.install.name} has env.cluster_mtls shared: a data plane's certificate is the control plane's, and is revoked only with all others; set it to pki`
        : undefined;
}

/** The node that a Service's selector names by its release. Undefined if that is not in this stack. */
export function selectedNode(system: System, { inputs }: Seen): KongNode | undefined {
    const release = textAt(inputs, "spec", "selector", "app.kubernetes.io/instance");
    const namespace = at(inputs, "metadata", "namespace");
    return kongNodes(system).find(
        ({ install }) => release !== undefined && install.releaseName === release && install.namespace === namespace,
    );
}
