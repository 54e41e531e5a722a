import { gzipSync } from "node:zlib";
import type { Facts, PodFacts, ReleaseFacts, SetFacts } from "../../../tools/recover/facts";
import type { HelmStatus, Revision } from "../../../tools/recover/helm";

/** Facts for the tests: each is what differs from a release that is up. */
export const now = new Date("2026-11-29T12:00:00Z");

export function revision(number: number, status: HelmStatus, more: Partial<Revision> = {}): Revision {
    return {
        secret: `sh.helm.release.v1.loki.v${number}`,
        revision: number,
        status,
        begun: new Date("2026-11-29T11:00:00Z"),
        chart: { name: "loki", version: "18.11.0" },
        values: { replicas: 1 },
        manifest: "",
        ...more,
    };
}

export function release(more: Partial<ReleaseFacts> = {}): ReleaseFacts {
    return {
        urn: "urn:pulumi:dev::kong-observability::kubernetes:helm.sh/v3:Release::loki",
        name: "loki",
        namespace: "observability",
        recorded: true,
        creating: false,
        unread: false,
        wanted: { chart: "loki", version: "18.11.0", values: { replicas: 1 } },
        timeoutSeconds: 600,
        revisions: [revision(1, "deployed")],
        unfinishedJobs: [],
        sets: [],
        ...more,
    };
}

export function pod(name: string, more: Partial<PodFacts> = {}): PodFacts {
    return {
        name,
        uid: `uid-${name}`,
        revision: "new",
        // Helm waited for it in vain.
        created: new Date("2026-11-29T11:00:00Z"),
        ready: false,
        terminating: false,
        ...more,
    };
}

export function set(more: Partial<SetFacts> = {}): SetFacts {
    return {
        name: "loki",
        uid: "uid-loki",
        observed: true,
        ofAnOperator: false,
        updateStrategy: "RollingUpdate",
        updateRevision: "new",
        claimsGoWithIt: false,
        pods: [pod("loki-0")],
        ...more,
    };
}

export function facts(more: Partial<Facts> = {}): Facts {
    return { operations: [], releases: [], applications: [], failedJobs: [], handedOver: [], now, ...more };
}

/** A secret value of a state that was exported with its secrets. */
export const secret = (value: unknown): object => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(value),
});

/** A revision as Helm writes it into a Secret. */
export function packed(status: HelmStatus, values = '{"limit":12345678901234567890}'): string {
    const info = `{"first_deployed":"2026-11-29T11:00:00Z","last_deployed":"2026-11-29T11:00:00Z","deleted":"","description":"Initial install underway","status":"${status}"}`;
    const chart = '{"metadata":{"name":"loki","version":"18.11.0"},"templates":[{"name":"a","data":"e30="}]}';
    const text = `{"name":"loki","info":${info},"chart":${chart},"config":${values},"manifest":"kind: Job\\nmetadata: {name: init}\\n","version":3,"namespace":"observability"}`;
    return Buffer.from(gzipSync(text).toString("base64")).toString("base64");
}
