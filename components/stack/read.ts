import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
    type CentralReceiver,
    type ClusterLayer,
    type DataPlaneCertificates,
    type Layers,
    layersVersion,
    type SenderCertificates,
} from "../../model/layers";
import { type LayerName, layerNames, layerOf, type Reference } from "../../model/references";
import { secretMark } from "../../model/values";
import { settingKeys } from "../shared/settingKey";
import { layersSchema } from "./contract";
import { lackingReceiver, type OtherReceiver } from "./receiver";

type Text = pulumi.Output<string>;
type Read = Layers<Text> & { stack: string; written: Record<string, unknown>; kubeconfig?: Text } & Certificates &
    Senders;
/** A secret, and empty if the control plane is not exposed. */
type Certificates = { dataPlaneCertificates: pulumi.Output<DataPlaneCertificates> };

/** Where its collector takes telemetry of other clusters, if it does, and what senders show. */
interface Senders {
    central: CentralReceiver | undefined;
    /** A secret. */
    telemetrySenders: pulumi.Output<SenderCertificates>;
    /** Whose certificates those are. */
    issued: string[];
}

/** A stack that is read, with all that it hands on. */
export interface StackRead extends Pick<Read, "stack" | "clusterIdentifier"> {
    /** Its output `layers`, as it is. */
    written: Record<string, unknown>;
    /** What is taken of it. */
    taken: LayerName[];
}

/** The layers of other stacks that were asked for; the cluster's with its kubeconfig. */
export interface OtherLayers {
    stacks: StackRead[];
    cluster?: ClusterLayer<Text>;
    observability?: NonNullable<Read["observability"]>;
    gateway?: NonNullable<Read["gateway"]> & Certificates;
    /** By the stack's name. */
    receivers: Record<string, OtherReceiver>;
}

/**
 * Reads layers of other stacks, each stack once, from what it exported in its last `up`: also in a preview.
 *
 * @throws Error with every problem at once: the setting, the stack, the output, and what to run there
 */
export async function readLayers(wanted: readonly Reference[]): Promise<OtherLayers> {
    const names = [...new Set(wanted.map(({ stack }) => stack))];
    const read = new Map(await Promise.all(names.map(async (name) => [name, await readStack(name)] as const)));
    const written = settingKeys();
    const problems = wanted.flatMap((one) => {
        const found = read.get(one.stack) ?? "";
        const problem = typeof found === "string" ? found : lacking(found, one);
        return problem === undefined ? [] : [`${written(one.key)}: ${one.stack} ${problem}`];
    });
    if (problems.length > 0) {
        throw new OtherStackError(problems);
    }
    const of = (layer: LayerName): Read | undefined => {
        const found = read.get(wanted.find((one) => one.layer === layer)?.stack ?? "");
        return typeof found === "string" ? undefined : found;
    };
    const stacks = [...read.values()].flatMap((one): StackRead[] =>
        typeof one === "string"
            ? []
            : [{ ...one, taken: wanted.filter(({ stack }) => stack === one.stack).flatMap(layersTaken) }],
    );
    const [platform, observed, served] = [of("cluster"), of("observability"), of("gateway")];
    return {
        stacks,
        receivers: Object.fromEntries([...read.values()].flatMap(receiverOf)),
        ...(platform?.cluster &&
            platform.kubeconfig && {
                cluster: {
                    ...platform.cluster,
                    identifier: platform.clusterIdentifier,
                    kubeconfig: platform.kubeconfig,
                },
            }),
        ...(observed?.observability && { observability: observed.observability }),
        ...(served?.gateway && { gateway: { ...served.gateway, dataPlaneCertificates: served.dataPlaneCertificates } }),
    };
}

/** None for telemetry, which crosses clusters by what is exposed to all. */
const layersTaken = ({ layer }: Reference): LayerName[] => (layer === "telemetry" ? [] : [layer]);

function receiverOf(read: Read | string): [string, OtherReceiver][] {
    return typeof read === "string" || read.central === undefined
        ? []
        : [[read.stack, { central: read.central, certificates: read.telemetrySenders }]];
}

/** Problems with outputs of other stacks, each on a line. */
class OtherStackError extends Error {
    constructor(problems: readonly string[]) {
        super(
            `Another stack does not export what this one reads of it:\n${problems.map((line) => `  ${line}`).join("\n")}`,
        );
        this.name = "OtherStackError";
        // The message is meant for the user; a stack trace would bury it.
        this.stack = this.message;
    }
}

const schema = layersSchema(z.string().transform((text) => pulumi.output(text)));
const plainSchema = layersSchema(z.string());

/** @returns what is wrong with its outputs, as the end of a sentence, if anything is */
async function readStack(name: string): Promise<Read | string> {
    const reference = new pulumi.StackReference(name);
    const [layers, kubeconfig, senders] = await Promise.all([
        reference.getOutputDetails("layers"),
        reference.getOutputDetails("kubeconfig"),
        reference.getOutputDetails("telemetrySenders"),
    ]);
    const value: unknown = layers.value;
    if (value === undefined) {
        return layers.secretValue === undefined
            ? `has no output "layers". ${runThere(name)}, with this version of the program or a later one`
            : `has a secret in its output "layers", which is for plain values`;
    }
    const version = (value as { version?: unknown }).version;
    if (version !== layersVersion) {
        return typeof version === "number" && version > layersVersion
            ? `exports "layers" in version ${version}, and this program reads ${layersVersion}: use here the later version of the program that upped it`
            : `exports "layers" in version ${String(version)}, and this program reads ${layersVersion}. ${runThere(name)}, with this version of the program`;
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
        const wrong = parsed.error.issues.map(({ path, message }) => `layers.${path.join(".")} (${message})`);
        return `exports outputs that are not whole: ${wrong.join(", ")}. ${runThere(name)}, with this version of the program`;
    }
    const central = plainSchema.parse(value).observability?.otlp.central;
    const text: unknown = kubeconfig.secretValue ?? kubeconfig.value;
    return {
        ...parsed.data,
        stack: name,
        written: value as Record<string, unknown>,
        central,
        telemetrySenders: pulumi
            .secret(reference.getOutput("telemetrySenders"))
            .apply((all?: SenderCertificates) => all ?? {}),
        issued: Object.keys((senders.secretValue ?? senders.value ?? {}) as object),
        dataPlaneCertificates: pulumi
            .secret(reference.getOutput("dataPlaneCertificates"))
            .apply((all: DataPlaneCertificates = {}) =>
                // A plan without an engine knows that there are some, and no more.
                Object.values(all).some(({ certificate }) => certificate === secretMark)
                    ? (pulumi.unknown as unknown as DataPlaneCertificates)
                    : all,
            ),
        ...(typeof text === "string" &&
            text !== "" && { kubeconfig: pulumi.secret(reference.getOutput("kubeconfig")) as Text }),
    };
}

/** What is missing for a layer, if anything is. */
function lacking(read: Read, reference: Reference): string | undefined {
    const up = runThere(reference.stack);
    if (read[layerOf(reference)] === undefined) {
        return `has no ${layerOf(reference)} of its own: its output "layers" has ${layersIn(read)}`;
    }
    if (reference.layer === "telemetry") {
        return lackingReceiver(read.central, read.issued, { ...reference, up });
    }
    return reference.layer === "cluster" && read.kubeconfig === undefined
        ? `has no kubeconfig in its output "kubeconfig". ${up}`
        : undefined;
}

function layersIn(read: Read): string {
    return layerNames.filter((layer) => read[layer] !== undefined).join(", ") || "none";
}

function runThere(stack: string): string {
    return `Run there: npx pulumi up --stack ${stack}`;
}
