import { json, serve } from "../../real/verify/servers/http";

/** What the API shows of a namespace: names and sizes. */
export class LiveObjects {
    /** StatefulSet → claim template → size. */
    public sets: Record<string, Record<string, string>> = {};
    public claims: Record<
        string,
        { request: string; capacity?: string; storageClass?: string; labels?: Record<string, string> }
    > = {};
    public classes: Record<string, boolean> = {};
    /** CRD → annotations. */
    public crds: Record<string, Record<string, string>> = {};
    /** False for an API that answers nobody. */
    public answers = true;
}

/** The Kubernetes API as far as the guards of releases read it, over whatever stands in `objects` at that moment. */
export async function serveLiveApi(objects: LiveObjects): Promise<{ url: string; stop(): Promise<void> }> {
    const list = (items: object[]): ReturnType<typeof json> =>
        json({ kind: "List", apiVersion: "v1", metadata: {}, items });
    return serve((_request, { pathname }) => {
        const { sets, claims, classes, crds, answers } = objects;
        const crd = /^\/apis\/apiextensions.k8s.io\/v1\/customresourcedefinitions\/(.+)$/.exec(pathname)?.[1];
        if (!answers) {
            return json({ kind: "Status", code: 503, message: "nobody is at home" }, 503);
        }
        if (pathname === "/version/") {
            return json({
                major: "1",
                minor: "35",
                gitVersion: "v1.35.0",
                gitCommit: "",
                gitTreeState: "",
                buildDate: "",
                goVersion: "",
                compiler: "",
                platform: "",
            });
        }
        if (crd !== undefined) {
            return crds[crd] === undefined
                ? json({ kind: "Status", code: 404 }, 404)
                : json({ metadata: { name: crd, annotations: crds[crd] }, spec: {} });
        }
        if (pathname.endsWith("/statefulsets")) {
            const templates = (of: Record<string, string>): object[] =>
                Object.entries(of).map(([name, storage]) => ({
                    metadata: { name },
                    spec: { resources: { requests: { storage } } },
                }));
            return list(
                Object.entries(sets).map(([name, of]) => ({
                    metadata: { name },
                    spec: { volumeClaimTemplates: templates(of) },
                })),
            );
        }
        if (pathname.endsWith("/persistentvolumeclaims")) {
            return list(
                Object.entries(claims).map(([name, { request, capacity, storageClass, labels }]) => ({
                    metadata: { name, labels },
                    spec: { storageClassName: storageClass, resources: { requests: { storage: request } } },
                    status: { capacity: capacity === undefined ? undefined : { storage: capacity } },
                })),
            );
        }
        return list(
            Object.entries(classes).map(([name, allowVolumeExpansion]) => ({
                metadata: { name },
                allowVolumeExpansion,
            })),
        );
    });
}
