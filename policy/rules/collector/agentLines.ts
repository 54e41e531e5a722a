import { asksForCertificates, type Collector, collectors, otlpIds, otlpPort } from "../../library/collector";
import { burstsOf, lokiBehind, lokis } from "../../library/loki";
import { componentsOf, deliveryOf, hasQueue, type Pipeline, pipelinesOf, typeOf } from "./pipelines";
import { mebibytes } from "../../../model/quantity";
import { at, textAt } from "../../library/resource";
import type { System } from "../../library/system";
import { serviceAt, knownServices } from "../../library/wiring/services";

/** Whether a receiver of a collector makes its senders wait for an exporter. */
type Waits = (exporter: string) => boolean;

/**
 * Problems with how a collector handles lines that another one reads from files, and with what makes senders wait. A
 * file can be read again, so its reader should be slowed down if a backend is slow; a gateway has no place to keep what
 * is refused.
 */
export function agentLineProblems(system: System, one: Collector): string[] {
    const pipelines = pipelinesOf(one.config);
    const fromFiles = receiversOfFiles(system, one);
    const waits: Waits = (id) => {
        const queue = at(deliveryOf(id, componentsOf(one, "exporters")[id]).settings, "sending_queue");
        return at(queue, "block_on_overflow") === true || at(queue, "wait_for_result") === true;
    };
    return pipelines.flatMap((pipeline) => {
        const files = pipeline.receivers.filter((id) => fromFiles.has(id));
        // Who has a certificate is a collector elsewhere, with a queue of its own.
        const collecting = pipeline.receivers.filter(
            (id) => typeOf(id) === "otlp" && asksForCertificates(one.receivers[id]),
        );
        const others = pipeline.receivers.filter(
            (id) => typeOf(id) === "otlp" && !fromFiles.has(id) && !collecting.includes(id),
        );
        const batched = pipeline.processors.some((id) => typeOf(id) === "batch");
        return [
            ...(files.length > 0 && pipeline.signal === "logs"
                ? [...unheld(one, pipeline, files, waits), ...tooLarge(system, one, pipeline, files)]
                : []),
            ...(collecting.length > 0 && pipeline.signal === "logs" && !batched
                ? tooLarge(system, one, pipeline, collecting)
                : []),
            ...(others.length > 0 ? holding(one, pipeline, others, waits) : []),
        ];
    });
}

function unheld(one: Collector, { name, processors, exporters }: Pipeline, files: string[], waits: Waits): string[] {
    const source = `pipelines.${name} takes, by ${files.join(", ")}, lines that an agent reads from files`;
    const batches = processors.filter((id) => typeOf(id) === "batch");
    const defined = componentsOf(one, "exporters");
    const drops = exporters.filter((id) => id in defined && hasQueue(id) && !waits(id));
    return [
        ...batches.map(
            (id) =>
                `${source}, and ${id} answers for them before they are anywhere, so they are lost where a backend is ` +
                "slow; leave it out",
        ),
        ...drops.map(
            (id) =>
                `${source}, and exporters["${id}"] drops them where its queue is full, though their file could wait; ` +
                "set sending_queue.block_on_overflow: true",
        ),
    ];
}

const mebibyte = 2 ** 20;

/**
 * A message above Loki's burst limit is refused each time, and its sender retries forever: everything behind it is
 * blocked.
 */
function tooLarge(system: System, one: Collector, { exporters }: Pipeline, files: string[]): string[] {
    const largest = Math.max(...files.map((id) => largestMessage(componentsOf(one, "receivers")[id])));
    return exporters.flatMap((id) => {
        const address = serviceAt(
            knownServices(system),
            textAt(componentsOf(one, "exporters")[id], "endpoint"),
            one.namespace ?? "default",
        );
        const loki = address && lokiBehind(lokis(system), address.service, address.namespace);
        return (loki === undefined ? [] : burstsOf(loki))
            .filter(({ bytes }) => bytes < largest)
            .map(
                ({ path, bytes }) =>
                    `exporters["${id}"] hands on up to ${mebibytes(largest)} at once, and the release ` +
                    `${loki?.install.releaseName ?? ""} takes at most ${mebibytes(bytes)} (${path}): ` +
                    "more than that is refused for ever, and all that waits behind it; allowed there: no less than " +
                    "what the receiver takes",
            );
    });
}

/** Defaults of the collector's receivers: 20 MiB over HTTP, 4 MiB over gRPC. */
function largestMessage(receiver: unknown): number {
    const http = at(receiver, "protocols", "http");
    const grpc = at(receiver, "protocols", "grpc");
    const written = at(http, "max_request_body_size");
    const inMebibytes = at(grpc, "max_recv_msg_size_mib");
    return Math.max(
        http === undefined ? 0 : typeof written === "number" && written > 0 ? written : 20 * mebibyte,
        grpc === undefined ? 0 : (typeof inMebibytes === "number" && inMebibytes > 0 ? inMebibytes : 4) * mebibyte,
    );
}

function holding(one: Collector, { name, exporters }: Pipeline, others: string[], waits: Waits): string[] {
    const defined = componentsOf(one, "exporters");
    return exporters
        .filter((id) => id in defined && waits(id))
        .map(
            (id) =>
                `pipelines.${name}: exporters["${id}"] makes its senders wait (sending_queue.block_on_overflow or ` +
                `wait_for_result), and ${others.join(", ")} takes what gateways send, ` +
                "who would lose it instead; leave that to a receiver and pipeline for agents alone",
        );
}

/** Receivers of a collector that get data from another one that reads files. */
function receiversOfFiles(system: System, one: Collector): Set<string> {
    const readers = collectors(system).filter((other) =>
        pipelinesOf(other.config).some(({ receivers }) => receivers.some((id) => /^file_?log$/.test(typeOf(id)))),
    );
    const services = knownServices(system);
    const ports = readers.flatMap((reader) => {
        const used = pipelinesOf(reader.config)
            .filter(({ signal }) => signal === "logs")
            .flatMap(({ exporters }) => exporters);
        return used.flatMap((id) => {
            const endpoint =
                textAt(componentsOf(reader, "exporters")[id], "logs_endpoint") ??
                textAt(componentsOf(reader, "exporters")[id], "endpoint");
            const address = serviceAt(services, endpoint, reader.namespace ?? "default");
            const reached =
                address?.namespace === (one.namespace ?? "default") &&
                [one.service, `${one.service}-headless`].includes(address.service);
            return reached && address.port !== undefined ? [address.port] : [];
        });
    });
    const taken = (id: string): (number | undefined)[] => [
        otlpPort(one.receivers[id], "grpc"),
        otlpPort(one.receivers[id], "http"),
    ];
    return new Set(
        otlpIds(one.receivers).filter((id) => taken(id).some((port) => port !== undefined && ports.includes(port))),
    );
}
