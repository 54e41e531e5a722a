import * as pulumi from "@pulumi/pulumi";
import { workloadName } from "../../../charts";
import type { DataPlaneCertificates, RemoteControlPlane } from "../../../model/layers";
import { alertRules } from "../../shared/alertRules";
import { Component, type ComponentOptions } from "../../shared/component";
import type { CredentialTexts } from "../../shared/credentials";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace } from "../contract";
import { gatewayAlerts } from "../nodes/alerts";
import { editionOf } from "../nodes/licence";
import { kongImage } from "../nodes/podValues";
import { dataPlaneSource } from "../nodes/sources";
import { certificateEnding } from "./alerts";
import { ownCertificateSecret } from "./certificates/certificateSecret";
import type { KeyPair } from "./certificates/clusterAuthorities";
import type { NodeCertificate } from "./certificates/nodeCertificate";
import { connectDataPlanes } from "./dataPlanes";
import type { HybridSettings } from "./hybrid";

/** Data planes alone, which join a control plane on another cluster. */
export interface JoinedSettings extends Pick<HybridSettings, "edition" | "http2" | "scrapeInterval" | "dataPlanes"> {
    topology: "data-planes";
    controlPlane: ControlPlaneChoice;
}

type ControlPlaneChoice =
    | { kind: "stack"; name: string; group: string }
    | {
          kind: "existing";
          clusterEndpoint: string;
          telemetryEndpoint?: string;
          serverName: string;
          version?: string;
          certificate: {
              /** An existing Secret with `tls.crt`, `tls.key` and `ca.crt`. @default the other three */
              secretName?: string;
              certificate?: { credential: string };
              key?: { credential: string };
              caCertificate?: string;
          };
      };

/** The gateway of another stack, with what it gives to data planes elsewhere. */
export interface OtherGateway {
    controlPlane?: { remote?: RemoteControlPlane<pulumi.Output<string>> };
    /** A secret. */
    dataPlaneCertificates: pulumi.Output<DataPlaneCertificates>;
}

/** Whom to join, and as whom. */
type Joining = Pick<RemoteControlPlane<pulumi.Input<string>>, "clusterEndpoint" | "serverName"> & {
    telemetryEndpoint?: pulumi.Input<string> | undefined;
    /** @default unknown */ version?: string;
    certificate:
        { secretName: string } | (Record<keyof KeyPair, pulumi.Input<string>> & { authority: pulumi.Input<string> });
};

export function connectJoined(
    settings: JoinedSettings,
    place: GatewayPlace,
    content: GatewayContent,
    other: OtherGateway | undefined,
    opts: GatewayOptions,
): GatewayConnection {
    const { edition, http2, scrapeInterval, dataPlanes } = settings;
    const { namespace, licence, delivery } = place;
    const joining = joiningOf(settings.controlPlane, other, place.credentials);
    refuseNewer(kongImage("kong", edition, delivery.registry).tag, joining.version);
    const { certificate, clusterEndpoint, telemetryEndpoint } = new JoinedControlPlane(
        "kong-joined",
        { ...joining, namespace },
        opts,
    );
    const node = { scrapeInterval, http2, edition: editionOf(edition, "kong-licence", { namespace, licence }, opts) };
    const controlPlane = { clusterEndpoint, telemetryEndpoint };
    const common = { ...node, controlPlane, certificateOf: () => certificate };
    const proxies = connectDataPlanes(dataPlanes, common, place, content, opts);
    const gateways = dataPlanes.map(({ name }) => workloadName("kong", "kong", name));
    const rules = [
        certificateEnding(namespace),
        ...gatewayAlerts({ namespace, edition, gateways, sources: [dataPlaneSource(namespace, gateways)] }),
    ];
    alertRules("kong-alerts", { ...place, group: "kong", rules }, opts);
    return { proxies };
}

/** @throws Error if the other stack does not let this group join */
function joiningOf(choice: ControlPlaneChoice, other: OtherGateway | undefined, credentials: CredentialTexts): Joining {
    if (choice.kind === "existing") {
        const { certificate, ...remote } = choice;
        const { secretName } = certificate;
        const textOf = (one?: { credential: string }): pulumi.Input<string> =>
            (one && credentials[one.credential]) ?? "";
        return {
            ...remote,
            certificate:
                secretName === undefined
                    ? {
                          certificate: textOf(certificate.certificate),
                          key: textOf(certificate.key),
                          authority: certificate.caCertificate ?? "",
                      }
                    : { secretName },
        };
    }
    const { name, group } = choice;
    const remote = other?.controlPlane?.remote;
    if (remote === undefined) {
        throw new Error(
            `kong.controlPlane.name: ${name} exposes no control plane; set kong.controlPlane.expose there, and run: npx pulumi up --stack ${name}`,
        );
    }
    if (!remote.groups.includes(group)) {
        throw new Error(
            `kong.controlPlane.group: got "${group}"; allowed: ${remote.groups.join(", ") || "nothing yet"}: the groups in kong.certificate.remoteGroups of ${name}`,
        );
    }
    const { clusterEndpoint, telemetryEndpoint, serverName, version, caCertificate: authority } = remote;
    const textOf = (part: keyof KeyPair): pulumi.Output<string> =>
        pulumi.output(other?.dataPlaneCertificates).apply((all) => all?.[group]?.[part] ?? "");
    return {
        ...{ clusterEndpoint, telemetryEndpoint, serverName, version },
        certificate: { certificate: textOf("certificate"), key: textOf("key"), authority },
    };
}

/**
 * A control plane hands its configuration to data planes of its own minor version and older ones
 * (kong/clustering/compat/version.lua at tag 3.9.3).
 */
function refuseNewer(own: string, theirs: string | undefined): void {
    const [major, minor] = own.split(".").map(Number);
    const [otherMajor, otherMinor] = (theirs ?? own).split(".").map(Number);
    if (major !== otherMajor || (minor ?? 0) > (otherMinor ?? 0)) {
        throw new Error(
            `kong.controlPlane: its Kong is ${theirs ?? ""}, and data planes here would be ${own}: a control plane gives newer data planes no configuration; upgrade the control plane first`,
        );
    }
}

/** What this stack's data planes know of the control plane that they join. */
class JoinedControlPlane extends Component {
    public readonly clusterEndpoint: pulumi.Input<string>;
    public readonly telemetryEndpoint: pulumi.Input<string> | undefined;
    public readonly certificate: NodeCertificate;

    constructor(name: string, args: Joining & { namespace: string }, opts: ComponentOptions) {
        const { namespace, certificate, ...said } = args;
        super("kong-observability:kong:JoinedControlPlane", name, { namespace, ...said }, opts);
        const { serverName } = args;
        this.clusterEndpoint = args.clusterEndpoint;
        this.telemetryEndpoint = args.telemetryEndpoint;
        this.certificate =
            "secretName" in certificate
                ? { secretName: certificate.secretName, fingerprint: certificate.secretName, pki: { serverName } }
                : ownCertificateSecret(
                      name,
                      { ...certificate, namespace, of: "joined", authorities: [certificate.authority], serverName },
                      this.within,
                  );
        this.registerOutputs({ clusterEndpoint: this.clusterEndpoint });
    }
}
