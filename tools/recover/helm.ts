import { gunzipSync, gzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";

/** What Helm writes of a revision's life (pkg/release/status.go). */
export type HelmStatus =
    | "unknown"
    | "deployed"
    | "uninstalled"
    | "superseded"
    | "failed"
    | "uninstalling"
    | "pending-install"
    | "pending-upgrade"
    | "pending-rollback";

/** The statuses in which Helm refuses every further step: "another operation is in progress". */
export const isPending = (status: HelmStatus): boolean => status.startsWith("pending-");

/** One object of a revision's manifest, as far as it matters here. */
export interface ManifestObject {
    kind: string;
    name: string;
    namespace?: string;
}

/** One revision of a release, as Helm stores it in a Secret of type helm.sh/release.v1. */
export interface Revision {
    /** The Secret's own name. */
    secret: string;
    revision: number;
    status: HelmStatus;
    /** When this revision was begun. */
    begun: Date;
    chart: { name: string; version: string };
    /** The values that it was given. They may hold what nobody should see: for comparing only. */
    values: unknown;
    /** Plain YAML of what it is made of, without its hooks. */
    manifest: string;
}

/** As much of Helm's own record as is read here (pkg/release/release.go). */
interface StoredRevision {
    version: number;
    info: { status: HelmStatus; last_deployed: string };
    chart: { metadata: { name: string; version: string } };
    config?: unknown;
    manifest?: string;
}

/** The type by which Helm knows its own Secrets. */
export const helmSecretType = "helm.sh/release.v1";

/**
 * @param data the Secret's key `release`, as the API server gives it: base64 of Helm's base64 of gzip of JSON
 * (pkg/storage/driver/util.go)
 * @throws Error where it is none of Helm's
 */
export function readRevision(secret: string, data: string): Revision {
    const { version, info, chart, config, manifest } = JSON.parse(unpack(data)) as StoredRevision;
    return {
        secret,
        revision: version,
        status: info.status,
        begun: new Date(info.last_deployed),
        chart: { name: chart.metadata.name, version: chart.metadata.version },
        values: config ?? {},
        manifest: manifest ?? "",
    };
}

/**
 * What Helm writes itself when it gives up on a step, for one whose Helm was killed. The text is changed in one place
 * rather than rewritten: JavaScript would round large numbers in the values.
 *
 * @throws Error where the revision is not pending
 */
export function markedFailed(data: string): string {
    const text = unpack(data);
    if (!isPending((JSON.parse(text) as StoredRevision).info.status)) {
        throw new Error("the revision is not pending");
    }
    // Helm writes `info` before all that a chart or its values can hold.
    const marked = text.replace(/"status":"pending-(?:install|upgrade|rollback)"/, '"status":"failed"');
    if ((JSON.parse(marked) as StoredRevision).info.status !== "failed") {
        throw new Error("the revision is written in another order than Helm's");
    }
    return pack(marked);
}

/** What a revision is made of, its hooks apart. */
export function manifestObjects(manifest: string): ManifestObject[] {
    return parseAllDocuments(manifest).flatMap((document) => {
        const object = document.toJS() as { kind?: string; metadata?: { name?: string; namespace?: string } } | null;
        const { name, namespace } = object?.metadata ?? {};
        return object?.kind === undefined || name === undefined
            ? []
            : [{ kind: object.kind, name, ...(namespace !== undefined && { namespace }) }];
    });
}

function unpack(data: string): string {
    const compressed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
    return gunzipSync(compressed).toString("utf8");
}

function pack(text: string): string {
    return Buffer.from(gzipSync(text, { level: 9 }).toString("base64"), "latin1").toString("base64");
}
