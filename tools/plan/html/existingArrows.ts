import { textsIn } from "../values";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { signalsOf } from "./signals";

/** What goes to what exists already, beside the wires to its Services. */
export function existingArrows(boxes: Box[]): Arrow[] {
    return [...boxes.flatMap((box) => outsideArrows(box, boxes)), ...grafanaArrows(boxes)];
}

/** Outside the cluster it is found by its addresses. */
function outsideArrows(existing: Box, boxes: Box[]): Arrow[] {
    const addresses = existing.serves.length > 0 ? [] : listIn(existing, "addresses");
    const senders = addresses.length === 0 ? [] : boxes.filter((box) => box !== existing && box.kind !== "OtherStack");
    return senders.flatMap(({ id, kind, resources: [, ...resources] }) =>
        resources.flatMap((resource) =>
            [...textsIn(resource.inputs)].flatMap(({ path, text }) =>
                addressesIn(text, addresses).flatMap((address) => {
                    const signals =
                        kind === "Datasources" ? (["query"] as const) : signalsOf({ address }, path, resource);
                    const details = [`${address} in ${resource.name} ${path}`];
                    return signals.map((signal): Arrow => ({ from: id, to: existing.id, signal, notes: [], details }));
                }),
            ),
        ),
    );
}

/** The words of a text that begin with one of the addresses. */
function addressesIn(text: string, addresses: readonly string[]): string[] {
    return text.split(/[\s"']+/).filter((word) => addresses.some((address) => word.startsWith(address)));
}

const behind: Record<string, string> = {
    prometheus: "ExistingPrometheus",
    alertmanager: "ExistingPrometheus",
    loki: "ExistingLoki",
    tempo: "ExistingTempo",
};

/**
 * Grafana asks what it has a datasource for. In a Secret, or in a Grafana that exists, its address cannot be seen: so by
 * its UID.
 */
function grafanaArrows(boxes: Box[]): Arrow[] {
    const grafana = boxes.find(({ kind }) => kind === "ExistingGrafana");
    return boxes.flatMap((box) => {
        const uids = listIn(box, box.kind === "Datasources" ? "uids" : box.kind === "ExistingGrafana" ? "has" : "");
        const queries = uids.flatMap((uid) =>
            boxes
                .filter(({ kind }) => kind === behind[uid])
                .map(({ id }): Arrow => ({
                    ...{ from: box.id, to: id, signal: "query", notes: [] },
                    details: [`datasource ${uid}`],
                })),
        );
        const provides = grafana !== undefined && ["Datasources", "Dashboards"].includes(box.kind);
        const provided: Arrow[] = provides
            ? [{ from: box.id, to: grafana.id, signal: "config", notes: ["by its sidecar"], details: [] }]
            : [];
        return [...queries, ...provided];
    });
}

function listIn({ resources: [head] }: Box, key: string): string[] {
    const list = head?.inputs[key];
    return Array.isArray(list) ? list.map(String) : [];
}
