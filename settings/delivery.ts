import { ownNamespaces } from "../charts/namespaces";
import type { PlainSettings } from "./schema";

type Given = PlainSettings["delivery"];

/** Who installs the charts, and what Argo CD must know for that. */
export type DeliverySettings =
    | Extract<Given, { kind: "helm" }>
    | (Omit<Extract<Given, { kind: "argocd" }>, "project" | "destination"> & {
          project: string;
          destination: { server: string } | { name: string };
          /** Namespaces that charts create objects in. */
          namespaces: string[];
      });

/** @param unnamed the AppProject's name if the settings have none: Pulumi allows capitals and underscores, Kubernetes not */
export function deliveryOf(
    { delivery, namespaces }: Pick<PlainSettings, "delivery" | "namespaces">,
    unnamed: string,
): DeliverySettings {
    if (delivery.kind === "helm") {
        return delivery;
    }
    const { server, name } = delivery.destination;
    return {
        ...delivery,
        project: delivery.project ?? unnamed.toLowerCase().replace(/[^a-z0-9.]+/g, "-"),
        destination: name === undefined ? { server } : { name },
        namespaces: [...Object.values(namespaces), ...Object.values(ownNamespaces)],
    };
}
