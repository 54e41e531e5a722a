import { type ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceRequest, type RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { type Properties, toStruct } from "./properties";
import { sdkVersion } from "./version";

export type Dependencies = Record<string, string[]>;

/** A resource that a remote component registers by itself. */
export interface Child {
    type: string;
    name: string;
    parent: string;
    custom: boolean;
    inputs: Properties;
    /** What was said with `dependsOn`. */
    dependsOn: string[];
    /** What each input comes from. */
    dependencies: Dependencies;
    protect: boolean | undefined;
    /** Of the child, where it is not its package's default one. */
    provider?: string | undefined;
}

export function register(
    monitor: ResourceMonitorClient,
    { type, name, parent, custom, inputs, dependsOn, dependencies, protect, provider }: Child,
): Promise<RegisterResourceResponse> {
    const request = new RegisterResourceRequest()
        .setType(type)
        .setName(name)
        .setParent(parent)
        .setCustom(custom)
        .setVersion(custom ? sdkVersion(type.split(":")[0] ?? "") : "")
        .setObject(toStruct(inputs))
        .setDependenciesList([...new Set([...dependsOn, ...Object.values(dependencies).flat()])])
        .setAcceptsecrets(true)
        .setAcceptresources(true);
    for (const key of Object.keys(inputs)) {
        request
            .getPropertydependenciesMap()
            .set(key, new RegisterResourceRequest.PropertyDependencies().setUrnsList(dependencies[key] ?? []));
    }
    if (protect !== undefined) {
        request.setProtect(protect);
    }
    if (provider !== undefined) {
        request.setProvider(provider);
    }
    return call((done) => monitor.registerResource(request, done));
}

export function call<Response>(
    start: (done: (error: Error | null, response: Response) => void) => void,
): Promise<Response> {
    return new Promise((resolve, reject) =>
        start((error, response) => (error === null ? resolve(response) : reject(error))),
    );
}
