import { z } from "zod";
import { kongScrapeInterval } from "../../model/defaults";
import { bytes, caCertificate, count, dnsLabel, duration, host, port, resources, text } from "./common";
import { cidr } from "./network";
import { annotations, gatewayPods } from "./gatewayPods";
import { joined } from "./joined";

const tls = caCertificate
    .optional()
    .describe(
        "CA of the server's certificate (PEM). With it the certificate is verified; without it TLS is used unverified",
    );

const database = z
    .discriminatedUnion("kind", [
        z.strictObject({
            kind: z.literal("cloudnativepg"),
            instances: count.default(1).describe("PostgreSQL pods: one primary, the others standby"),
            volumeSize: bytes.default("10Gi").describe("Volume of each instance; it can grow"),
            operator: z
                .enum(["install", "existing"])
                .default("install")
                .describe(
                    "Whether this stack installs the CloudNativePG operator, or the cluster already has it, for instance from another gateway's stack: a cluster has one",
                ),
        }),
        z.strictObject({
            kind: z.literal("rds"),
            instanceClass: text(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, "a class such as db.t4g.medium")
                .default("db.t4g.medium")
                .describe("RDS instance class"),
            allocatedStorage: z.number().int("a whole number").min(20, "at least 20").default(20).describe("GiB"),
            multiAz: z.boolean().default(true).describe("A standby in another zone"),
            backupRetentionDays: z
                .number()
                .int("a whole number")
                .min(1, "1 to 35")
                .max(35, "1 to 35")
                .default(7)
                .describe("How many days daily backups are kept"),
            caCertificate: tls,
        }),
        z.strictObject({
            kind: z.literal("external"),
            host: host.describe("Its host name"),
            port: port.default(5432).describe("Its port"),
            database: z.string().min(1, "a name").default("kong").describe("The database in it"),
            user: z
                .string()
                .min(1, "a name")
                .default("kong")
                .describe("The user who owns the database; the password is the secret `databasePassword`"),
            caCertificate: tls,
        }),
    ])
    .prefault({ kind: "cloudnativepg" })
    .describe("PostgreSQL for the control plane: in the cluster, on RDS, or an existing server");

const nodePort = z.number().int("a whole number").min(30_000, "30000 to 32767").max(32_767, "30000 to 32767");

const proxy = z
    .discriminatedUnion("type", [
        z.strictObject({
            type: z.literal("LoadBalancer"),
            scheme: z.enum(["internet-facing", "internal"]).default("internet-facing").describe("Who may reach it"),
            annotations: annotations.describe("Further annotations on the Service, for the load balancer's controller"),
        }),
        z.strictObject({
            type: z.literal("NodePort"),
            httpNodePort: nodePort.optional().describe("Fixed node port for HTTP; Kubernetes picks one if left out"),
            httpsNodePort: nodePort.optional().describe("Fixed node port for HTTPS; Kubernetes picks one if left out"),
        }),
        z.strictObject({ type: z.literal("ClusterIP") }),
    ])
    .prefault({ type: "LoadBalancer" })
    .describe("The Service that receives client traffic");

const dataPlane = z.strictObject({
    name: dnsLabel.describe("Its name, unique among the data planes; also its Helm release"),
    ...gatewayPods,
    proxy,
    chartOverrides: z
        .record(z.string(), z.json())
        .optional()
        .describe("Helm values of this data plane alone, merged over `chartOverrides.kong`. Must not contain secrets"),
});

const dataPlanes = z
    .array(dataPlane)
    .min(1, "at least one")
    .prefault([{ name: "kong-dp" }])
    .describe("The data planes, one or more");

const common = {
    edition: z
        .enum(["open-source", "enterprise"])
        .default("open-source")
        .describe("`enterprise` needs the secret `kongLicense`"),
    scrapeInterval: duration.prefault(kongScrapeInterval).describe("How often Prometheus scrapes every Kong pod"),
    http2: z
        .boolean()
        .default(false)
        .describe(
            "Accept HTTP/2 from clients, which gRPC needs. Off by default because of two known vulnerabilities in Kong's nginx (docs/security.md)",
        ),
};

/** Addresses that are not routed on the internet: an internal load balancer's and its clients'. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

const expose = z
    .strictObject({
        from: z
            .array(cidr)
            .min(1, "at least one")
            .default(privateRanges)
            .describe(
                "Addresses that may reach it, as CIDR ranges: the data planes', and the load balancer's own for its health checks",
            ),
        hostname: host.optional().describe("A name of yours that leads to the load balancer; its own name if left out"),
        annotations: annotations.describe("Further annotations on the Service, for the load balancer's controller"),
    })
    .optional()
    .describe(
        "An internal load balancer that data planes on other clusters reach the control plane through, with `certificate.mtls: pki` (docs/multi-cluster.md)",
    );

const hybrid = z.strictObject({
    topology: z.literal("hybrid"),
    ...common,
    manager: z.boolean().default(false).describe("Kong Manager, inside the cluster only"),
    rbac: z.boolean().default(false).describe("Role-based access control for Admin API and Manager; enterprise only"),
    certificate: z
        .strictObject({
            mtls: z
                .enum(["shared", "pki"])
                .default("shared")
                .describe(
                    "`shared`: one certificate for all nodes. `pki`: one for the control plane and one for each data plane, each signed by an authority of its own, so that one can be revoked (docs/multi-cluster.md)",
                ),
            remoteGroups: z
                .array(dnsLabel)
                .default([])
                .describe(
                    "With `pki`: groups of data planes on other clusters, each with a certificate of its own. A group that is taken out is revoked",
                ),
            generations: z
                .record(dnsLabel, count)
                .default({})
                .describe(
                    "With `pki`, by group or data plane: a higher number than before replaces its authority and certificate. 1 if left out",
                ),
            validityDays: count.default(1095).describe("How long the cluster certificate is valid"),
            renewBeforeDays: z
                .number()
                .int("a whole number")
                .min(30, "at least 30, the days before its end from which on the alert and verify warn")
                .default(90)
                .describe("How many days before it expires `pulumi up` renews it"),
        })
        .prefault({})
        .describe("mTLS between control plane and data planes"),
    database,
    controlPlane: z
        .strictObject({
            replicas: count.default(1).describe("Pods"),
            resources: resources.prefault({ requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "1Gi" } }),
            expose,
        })
        .prefault({})
        .describe("The control plane"),
    dataPlanes,
});

const dataPlanesAlone = z.strictObject({
    topology: z.literal("data-planes"),
    ...common,
    controlPlane: joined,
    dataPlanes,
});

const ingressController = z.strictObject({
    topology: z.literal("ingress-controller"),
    ...common,
    ingressClass: dnsLabel
        .default("kong")
        .describe(
            "The class of objects that the controller reads: Ingresses, KongClusterPlugins, and the GatewayClass and Gateway of this name. Two controllers on a cluster need two classes",
        ),
    gatewayApiCrds: z
        .enum(["install", "existing"])
        .default("install")
        .describe(
            "Whether this stack installs the Gateway API's CRDs, or the cluster already has them. `pulumi destroy` removes CRDs that were installed here, and with them every route on the cluster",
        ),
    controller: z
        .strictObject({
            replicas: count.default(1).describe("Pods: one is the leader, the others are on standby"),
            resources: resources.prefault({ requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } }),
        })
        .prefault({})
        .describe("Kong Ingress Controller"),
    gateways: z
        .strictObject({
            ...gatewayPods,
            proxy,
        })
        .prefault({})
        .describe("The gateways, without a database; the controller discovers and configures them"),
});

/** A stack without a gateway. */
const none = z.strictObject({ topology: z.literal("none") });

/** The keys under `kong` of each topology. */
export const topologyKeys = {
    hybrid: Object.keys(hybrid.shape),
    "ingress-controller": Object.keys(ingressController.shape),
    "data-planes": Object.keys(dataPlanesAlone.shape),
};

export const kong = z
    .discriminatedUnion("topology", [hybrid, ingressController, dataPlanesAlone, none])
    .describe(
        "Kong Gateway: separate control plane and data planes (`hybrid`), Kong Ingress Controller with gateways without a database, data planes alone that join a control plane on another cluster (`data-planes`), or none in this stack",
    );
