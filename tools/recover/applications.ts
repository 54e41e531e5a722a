import { at, isValues, listAt, textAt, type Values } from "../../policy/library/resource";
import type { ReleaseCluster } from "./cluster";
import type { ApplicationFacts } from "./facts";
import type { Finding } from "./findings";
import type { StateResource } from "./state";

/** How an Application of this stack's state is on the cluster. */
export async function applicationFacts(
    { urn, id = "" }: StateResource,
    cluster: Pick<ReleaseCluster, "object">,
): Promise<ApplicationFacts> {
    const [namespace = "", name = ""] = id.split("/");
    const place = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", namespace, name };
    const live = await cluster.object(place);
    return { urn, namespace, name, ...(live !== undefined && { live: liveFacts(live) }) };
}

function liveFacts({ metadata, spec, status }: Values): NonNullable<ApplicationFacts["live"]> {
    const last = at(status, "operationState");
    const options = at(spec, "syncPolicy", "syncOptions");
    return {
        deleting: textAt(metadata, "deletionTimestamp") !== undefined,
        sync: textAt(status, "sync", "status") ?? "not compared yet",
        health: textAt(status, "health", "status") ?? "unknown",
        phase: textAt(last, "phase"),
        message: textAt(last, "message"),
        options: Array.isArray(options) ? options.map(String) : [],
        unhealthy: listAt(status, "resources")
            .filter(({ health }) => isValues(health) && health.status !== "Healthy")
            .map(({ kind, name }) => `${String(kind)} ${String(name)}`),
    };
}

/** What an Application waits for, and who can help it. An `up` waits until it is Synced and Healthy. */
export function ofApplication({ urn, namespace, name, live }: ApplicationFacts): Finding[] {
    const subject = `Application ${name} in ${namespace}`;
    const of = { subject, steps: [], remedy: "" };
    const kubectl = (verb: string): string => `kubectl --namespace ${namespace} ${verb} application ${name}`;
    if (live === undefined) {
        const remedy = "remove it from the state. The next `up` creates it.";
        const found = "it is in the state, but the cluster has no such Application";
        return [{ subject, found, steps: [{ do: "refresh", urn }], remedy }];
    }
    const { deleting, sync, health, phase, message = "no reason given", unhealthy } = live;
    if (deleting) {
        const found = "it is being deleted, and goes once Argo CD has deleted what it installed";
        const byHand = `If it does not go: ${kubectl("describe")} says what Argo CD waits for; is Argo CD itself running?`;
        return [{ ...of, found, byHand }];
    }
    if (sync === "Synced" && health === "Healthy") {
        return [];
    }
    if (phase === "Failed" || phase === "Error") {
        // Argo CD does not repeat a sync that failed as often as it may, unless the source changes (autoSync in
        // controller/appcontroller.go).
        const found = `its last sync failed (${oneLine(message)}), and Argo CD does not try the same again`;
        const byHand =
            `Is the cause in its values? Then mend them: \`npx pulumi up\` makes Argo CD try again. Is it elsewhere? ` +
            `Then, once it is mended: ${kubectl("patch")} --type merge --patch '${again(live)}'`;
        return [{ ...of, found, byHand }];
    }
    if (phase === "Running") {
        const found = `Argo CD is still at it (${oneLine(message)}), and takes no other values before it is done`;
        const byHand =
            `If it tries in vain: ${kubectl("patch")} --type merge --patch ` +
            `'{"status":{"operationState":{"phase":"Terminating"}}}', then \`npx pulumi up\` with what is mended`;
        return [{ ...of, found, byHand }];
    }
    const which = unhealthy.length === 0 ? "" : `: ${unhealthy.slice(0, 5).join(", ")}`;
    const found = `it is ${sync} and ${health}${which}`;
    return [{ ...of, found, remedy: "nothing to do: Argo CD goes on by itself, and the next `up` waits for it." }];
}

/** A sync as Argo CD's own would be: by default one has none of the Application's options. */
function again({ options }: NonNullable<ApplicationFacts["live"]>): string {
    return JSON.stringify({ operation: { sync: { prune: true, syncOptions: options } } });
}

/** Argo CD quotes tools' output, which may be long. */
function oneLine(message: string): string {
    const [line = ""] = message.split("\n");
    return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
