import {
    Metadata,
    type sendUnaryData,
    type ServerUnaryCall,
    status,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct, plain, type Properties, secretPaths, toStruct } from "./properties";
import type { Operation } from "./ledger";
import type { SimulatedProvider, Subject } from "./provider";
import type { World } from "./world";

/** A resource that was made and then failed: the engine keeps it, as Helm keeps a failed release. */
class HalfMade extends Error {
    constructor(
        message: string,
        public readonly id: string,
        public readonly outputs: Properties,
    ) {
        super(message);
    }
}

interface ResourceRequest {
    getUrn(): string;
    getType(): string;
    getName(): string;
}

/** The engine's side of a simulated provider: the protocol, the ledger and failures on demand. */
export function resourceProvider(
    provider: SimulatedProvider,
    version: string,
    world: World,
): UntypedServiceImplementation {
    /** Does it, in its own time or not at all, and writes it down. */
    async function perform(
        operation: Operation,
        subject: Subject,
        inputs: Properties,
        id: string,
        outputs: Properties = {},
    ): Promise<void> {
        const began = world.ledger.tick();
        await world.pause("before", operation, subject, inputs);
        await world.delay(operation, subject, inputs);
        const failure = world.failure(operation, subject);
        if (failure !== undefined && !failure.halfMade) {
            throw new Error(failure.message);
        }
        world.ledger.add(
            {
                operation,
                ...subject,
                inputs: plain(inputs) as Properties,
                secrets: secretPaths(inputs),
                began,
                ended: world.ledger.tick(),
            },
            id,
        );
        await world.pause("after", operation, subject, inputs);
        if (failure !== undefined) {
            throw new HalfMade(failure.message, id, outputs);
        }
    }

    const idOf = (subject: Subject, inputs: Properties): string => provider.id?.(subject, inputs) ?? subject.name;

    return {
        attach: unary((_: unknown) => new Empty()),
        cancel: unary((_: unknown) => new Empty()),
        getPluginInfo: unary((_: unknown) => new PluginInfo().setVersion(version)),
        getSchema: unary((_: unknown) => new protocol.GetSchemaResponse().setSchema("{}")),
        checkConfig: unary((request: protocol.CheckRequest) =>
            new protocol.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: unary((request: protocol.DiffRequest) => {
            const changed = changedKeys(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
            const replaces = changed.filter((key) => key === "clusterIdentifier");
            return difference(changed).setReplacesList(replaces);
        }),
        configure: unary((request: protocol.ConfigureRequest) => {
            provider.configure?.(plain(fromStruct(request.getArgs())) as Properties);
            return new protocol.ConfigureResponse()
                .setAcceptsecrets(true)
                .setAcceptresources(true)
                .setSupportspreview(true);
        }),
        invoke: unary((request: protocol.InvokeRequest) => {
            const result = provider.invoke?.(request.getTok(), plain(fromStruct(request.getArgs())) as Properties);
            return new protocol.InvokeResponse().setReturn(toStruct(result ?? {}));
        }),
        check: unary((request: protocol.CheckRequest) => new protocol.CheckResponse().setInputs(request.getNews())),
        diff: unary((request: protocol.DiffRequest) => {
            const before = { inputs: fromStruct(request.getOldInputs()), outputs: fromStruct(request.getOlds()) };
            const after = fromStruct(request.getNews());
            const changed = changedKeys(before.inputs, after);
            const replacement = provider.replacement?.(subjectOf(request), before, after, changed);
            return difference(replacement?.replaces ?? changed)
                .setReplacesList(replacement?.replaces ?? [])
                .setDeletebeforereplace(replacement?.deleteBeforeReplace ?? false);
        }),
        create: unary(async (request: protocol.CreateRequest) => {
            const subject = subjectOf(request);
            const inputs = fromStruct(request.getProperties());
            const outputs = { ...inputs, ...provider.outputs(subject, inputs, request.getPreview()) };
            const id = request.getPreview() ? "" : idOf(subject, inputs);
            if (!request.getPreview()) {
                const taken = world.ledger
                    .beside(subject)
                    .flatMap(([id, call]) => provider.takes?.(call, id, call.inputs));
                const twice = provider
                    .takes?.(subject, id, plain(inputs) as Properties)
                    .find((name) => taken.includes(name));
                if (twice !== undefined) {
                    throw new Error(`resource "${twice}" already exists`);
                }
                const refused = provider.refuses?.(subject, id);
                if (refused !== undefined) {
                    throw new Error(refused);
                }
                await perform("create", subject, inputs, id, outputs);
            }
            return new protocol.CreateResponse().setId(id).setProperties(toStruct(outputs));
        }),
        read: unary(async (request: protocol.ReadRequest) => {
            const subject = subjectOf(request);
            await perform("read", subject, {}, request.getId());
            if (world.gone.delete(`${subject.type} ${subject.name}`)) {
                world.ledger.lose(subject.urn, request.getId());
                return new protocol.ReadResponse();
            }
            const inputs = fromStruct(request.getInputs());
            const state = fromStruct(request.getProperties());
            // A refresh brings what is known of it; somebody else's resource is looked up by its id alone.
            if (Object.keys(state).length > 0) {
                const live = provider.live?.(subject, inputs) ?? {};
                return new protocol.ReadResponse()
                    .setId(request.getId())
                    .setProperties(toStruct({ ...state, ...live }))
                    .setInputs(toStruct({ ...inputs, ...live }));
            }
            const outputs = provider.read?.(subject, request.getId(), inputs) ?? {};
            const read = provider.inputsRead?.(subject, request.getId()) ?? inputs;
            return new protocol.ReadResponse()
                .setId(request.getId())
                .setProperties(toStruct(outputs))
                .setInputs(toStruct(read));
        }),
        update: unary(async (request: protocol.UpdateRequest) => {
            const subject = subjectOf(request);
            const inputs = fromStruct(request.getNews());
            const outputs = {
                ...inputs,
                ...provider.outputs(subject, inputs, request.getPreview(), fromStruct(request.getOlds())),
            };
            if (!request.getPreview()) {
                await perform("update", subject, inputs, request.getId(), outputs);
            }
            return new protocol.UpdateResponse().setProperties(toStruct(outputs));
        }),
        delete: unary(async (request: protocol.DeleteRequest) => {
            const state = fromStruct(request.getOldInputs());
            const kept = provider.keeps?.(subjectOf(request), state);
            if (kept !== undefined) {
                throw new Error(kept);
            }
            await perform("delete", subjectOf(request), state, request.getId());
            return new Empty();
        }),
    };
}

function subjectOf(request: ResourceRequest): Subject {
    return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

/** Keys of the inputs that differ, whether or not they are secret. */
function changedKeys(before: Properties, after: Properties): string[] {
    const text = (properties: Properties, key: string): string => JSON.stringify(sorted(plain(properties[key]))) ?? "";
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (key) => !key.startsWith("__") && text(before, key) !== text(after, key),
    );
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(
              Object.entries(value)
                  .sort()
                  .map(([key, item]) => [key, sorted(item)]),
          )
        : value;
}

function difference(changed: string[]): protocol.DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = protocol.DiffResponse.DiffChanges;
    return new protocol.DiffResponse().setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(changed);
}

export function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
    return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
        Promise.resolve()
            .then(() => answer(call.request))
            .then(
                (response) => callback(null, response),
                (error: unknown) =>
                    callback({
                        code: status.UNKNOWN,
                        details: error instanceof Error ? error.message : String(error),
                        metadata: details(error),
                    }),
            );
    };
}

/** The engine learns from these that the resource exists anyway. */
function details(error: unknown): Metadata {
    const metadata = new Metadata();
    if (error instanceof HalfMade) {
        const failed = new protocol.ErrorResourceInitFailed()
            .setId(error.id)
            .setProperties(toStruct(error.outputs))
            .setReasonsList([error.message]);
        const any = new Any();
        any.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const full = new Status().setCode(status.UNKNOWN).setMessage(error.message);
        full.addDetails(any);
        metadata.add("grpc-status-details-bin", Buffer.from(full.serializeBinary()));
    }
    return metadata;
}
