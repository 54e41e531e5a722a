import { gunzipSync, gzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";

/** Helm's states of a revision (pkg/release/status.go). */
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

/** States in which Helm refuses every further operation: "another operation is in progress". */
export const isPending = (status: HelmStatus): boolean => status.startsWith("pending-");

/** One object of a revision's manifest, as far as used here. */
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
    /** When this revision was started. */
    begun: Date;
    chart: { name: string; version: string };
    /** The values that it was given. They may contain secrets: for comparison only. */
    values: unknown;
    /** Plain YAML of its objects, without hooks. */
    manifest: string;
}

/** The parts of Helm's record that are read here (pkg/release/release.go). */
interface StoredRevision {
    version: number;
    info: { status: HelmStatus; last_deployed: string };
    chart: { metadata: { name: string; version: string } };
    config?: unknown;
    manifest?: string;
}

/** The type of Helm's Secrets. */
export const helmSecretType = "helm.sh/release.v1";

/**
 * @param data the Secret's key `release` from the API server: base64 of Helm's base64 of gzipped JSON
 * (pkg/storage/driver/util.go)
 * @throws Error if it is not one of Helm's
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
 * The record that Helm writes when it gives up on an operation, for one whose Helm was killed. Only one place in the
 * text changes, because JavaScript would round large numbers in the values.
 *
 * @throws Error if the revision is not pending
 */
export function markedFailed(data: string): string {
    const text = unpack(data);
    if (!isPending((JSON.parse(text) as StoredRevision).info.status)) {
        throw new Error("the revision is not pending");
    }
    // Helm writes `info` before everything that comes from a chart or its values.
    const marked = text.replace(/"status":"pending-(?:install|upgrade|rollback)"/, '"status":"failed"');
    if ((JSON.parse(marked) as StoredRevision).info.status !== "failed") {
        throw new Error("the revision is written in another order than Helm's");
    }
    return pack(marked);
}

/** The objects of a revision, without hooks. */
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
