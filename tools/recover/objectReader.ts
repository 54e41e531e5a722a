import type { KubeConfig, ResponseContext, V1APIResource } from "@kubernetes/client-node";
import type { Values } from "../../model/values";
import type { ObjectPlace } from "./facts";

/**
 * Reads any object as the API server returns it. The client's typed functions know only the fields of their own
 * version.
 */
export async function objectReader(config: KubeConfig): Promise<(place: ObjectPlace) => Promise<Values | undefined>> {
    const { ApiException, HttpMethod, KubernetesObjectApi } = await import("@kubernetes/client-node");

    class Reader extends KubernetesObjectApi {
        /** @returns undefined if there is no such object, or its kind does not exist */
        async find(place: ObjectPlace): Promise<Values | undefined> {
            const { apiVersion, kind, name } = place;
            try {
                const resource = await this.resource(apiVersion, kind);
                return resource && (await this.get(this.pathOf(resource, place)));
            } catch (error) {
                if (error instanceof ApiException && error.code === 404) {
                    return undefined;
                }
                const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
                throw new Error(`${kind} ${name}: ${why}`);
            }
        }

        /** The client's own function writes the name in lower case, which is wrong for names of roles. */
        private pathOf({ name: plural, namespaced }: V1APIResource, place: ObjectPlace): string {
            const { apiVersion, namespace = "default", name } = place;
            const within = namespaced ? ["namespaces", encodeURIComponent(namespace)] : [];
            return [this.apiVersionPath(apiVersion), ...within, plural, encodeURIComponent(name)].join("/");
        }

        private async get(path: string): Promise<Values> {
            const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.GET);
            request.setHeaderParam("Accept", "application/json");
            return (await this.requestPromise(request)) as Values;
        }

        protected override async processResponse<T>({ httpStatusCode, headers, body }: ResponseContext): Promise<T> {
            const text = await body.text();
            if (httpStatusCode < 200 || httpStatusCode > 299) {
                throw new ApiException(httpStatusCode, "the API server refuses", text, headers);
            }
            return JSON.parse(text) as T;
        }
    }

    const reader = config.makeApiClient(Reader);
    return (place) => reader.find(place);
}
