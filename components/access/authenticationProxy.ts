import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Component, type ComponentOptions } from "../shared/component";
import { restricted, spread } from "../shared/kubernetes";
import { imageName, type Registry, standaloneImage } from "../../charts/registry";
import { goEnvironment } from "../release/goRuntime";
import { type Served, serviceUrl } from "../../model/services";
import { htpasswd, nginxPod } from "./basicProxy";
import { type OidcAuthentication, oidcPod } from "./oidcProxy";
import { configFolder, type ProxyPod, secretFolder } from "./proxyPod";

/** Who is let in. There is no mode without authentication. */
export type Authentication = { kind: "basic"; user: string } | OidcAuthentication;

export interface AuthenticationProxyArgs {
    namespace: string;
    registry: Registry;
    /** The page's address in browsers, `https://HOST[:PORT]`. */
    address: string;
    /** Base address of the page that the proxy protects. */
    upstream: pulumi.Input<string>;
    authentication: Authentication;
    /** The OIDC client's secret; only with kind `oidc`. */
    clientSecret: pulumi.Input<string> | undefined;
}

const resources = { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } };

/**
 * The login that Prometheus and Alertmanager lack: nginx with a password, or oauth2-proxy. The same for every kind of
 * ingress.
 */
export class AuthenticationProxy extends Component {
    /** The proxy's Service; its port is `http`. */
    public readonly served: Served & { ports: { http: number } };
    /** Known at preview. */
    public readonly url: pulumi.Output<string>;
    /** The Secret with `user` and `password`, with kind `basic`. */
    public readonly passwordSecret: { namespace: string; name: string } | undefined;

    /** @param name also the name of each Kubernetes object */
    constructor(name: string, args: AuthenticationProxyArgs, opts?: ComponentOptions) {
        const { namespace, registry, address, authentication } = args;
        const served = { service: name, namespace, ports: { http: 80 } } satisfies Served;
        super(
            "kong-observability:access:AuthenticationProxy",
            name,
            { namespace, host: new URL(address).hostname, authentication: authentication.kind, serves: [served] },
            opts,
        );

        const secret = new k8s.core.v1.Secret(
            name,
            { metadata: { name, namespace }, stringData: this.secretData(name, args) },
            this.within,
        );
        const pod = pulumi
            .output(args.upstream)
            .apply((upstream) =>
                authentication.kind === "basic"
                    ? nginxPod(upstream)
                    : oidcPod({ ...authentication, address, upstream }),
            );
        // A changed file gets a new ConfigMap name, so that the pods are replaced.
        const filesName = pod.apply(
            ({ files }) => `${name}-${createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 10)}`,
        );
        const files = new k8s.core.v1.ConfigMap(
            name,
            { metadata: { name: filesName, namespace }, immutable: true, data: pod.files },
            this.within,
        );

        const labels = { "app.kubernetes.io/name": "access-proxy", "app.kubernetes.io/instance": name };
        const spec = podSpec(name, { registry, kind: authentication.kind, pod, filesName, labels });
        const deployment = new k8s.apps.v1.Deployment(
            name,
            {
                metadata: { name, namespace },
                spec: {
                    replicas: 2,
                    selector: { matchLabels: labels },
                    template: { metadata: { labels }, spec },
                },
            },
            this.after(secret, files),
        );
        const service = new k8s.core.v1.Service(
            name,
            {
                metadata: { name, namespace },
                spec: { selector: labels, ports: [{ name: "http", port: served.ports.http, targetPort: "http" }] },
            },
            this.after(deployment),
        );

        this.served = served;
        this.url = service.urn.apply(() => serviceUrl(served, "http"));
        this.passwordSecret = authentication.kind === "basic" ? { namespace, name } : undefined;
        this.registerOutputs({ url: this.url });
    }

    private secretData(
        name: string,
        { authentication, clientSecret }: AuthenticationProxyArgs,
    ): Record<string, pulumi.Input<string>> {
        const generated = (what: string, length: number): pulumi.Output<string> =>
            new random.RandomPassword(`${name}-${what}`, { length, special: false }, { parent: this }).result;
        switch (authentication.kind) {
            case "basic": {
                const { user } = authentication;
                const password = generated("password", 32);
                return {
                    user,
                    password,
                    htpasswd: pulumi
                        .all([password, generated("salt", 8)])
                        .apply(([text, salt]) => htpasswd(user, text, salt)),
                };
            }
            case "oidc":
                if (clientSecret === undefined) {
                    throw new Error(`${name}: authentication.kind oidc needs accessOidcClientSecret`);
                }
                // Secrets read from a file or an editor end in a newline, which OIDC providers reject. 32 alphanumeric
                // characters are used as a key of 24 bytes.
                return {
                    "client-secret": pulumi.output(clientSecret).apply((text) => text.trim()),
                    "cookie-secret": generated("cookie-secret", 32),
                };
        }
    }
}

const mountedKeys = { basic: ["htpasswd"], oidc: ["client-secret", "cookie-secret"] };

interface PodArgs {
    registry: Registry;
    kind: Authentication["kind"];
    pod: pulumi.Output<ProxyPod>;
    filesName: pulumi.Output<string>;
    labels: Record<string, string>;
}

/** @param name of the mounted Secret */
function podSpec(name: string, { registry, kind, pod, filesName, labels }: PodArgs): k8s.types.input.core.v1.PodSpec {
    const probe = (path: "live" | "ready"): pulumi.Input<k8s.types.input.core.v1.Probe> => ({
        httpGet: { path: pod.health[path], port: pod.health.port },
    });
    return {
        automountServiceAccountToken: false,
        topologySpreadConstraints: [spread("nodes", labels)],
        containers: [
            {
                name: "proxy",
                image: imageName(standaloneImage(kind === "basic" ? "nginx" : "oauth2Proxy", registry)),
                command: pod.command,
                ports: pod.health.port.apply((health) => [
                    { name: "http", containerPort: 8080 },
                    ...(health === 8080 ? [] : [{ name: "health", containerPort: health }]),
                ]),
                // nginx is not written in Go.
                env: kind === "basic" ? [] : goEnvironment(resources.limits),
                resources,
                livenessProbe: probe("live"),
                readinessProbe: probe("ready"),
                securityContext: { ...restricted, runAsUser: pod.user },
                volumeMounts: [
                    { name: "config", mountPath: configFolder, readOnly: true },
                    { name: "secret", mountPath: secretFolder, readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
        ],
        volumes: [
            { name: "config", configMap: { name: filesName } },
            // The plain-text password is not mounted.
            {
                name: "secret",
                secret: {
                    secretName: name,
                    items: mountedKeys[kind].map((key) => ({ key, path: key })),
                },
            },
            { name: "tmp", emptyDir: {} },
        ],
    };
}
