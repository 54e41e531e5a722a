import { z } from "zod";
import { namespace } from "./common";

/** Of the cluster itself, or of what others install there. */
const ownName = namespace.refine(
    (name) => !/^(default|kube-.*|.*-system|sample)$/.test(name),
    "a namespace of its own, which this stack makes",
);

export const namespaces = z
    .strictObject({
        observability: ownName
            .default("observability")
            .describe(
                "Of Prometheus, Grafana, Loki, Tempo and the collector; the rest of the documentation calls it `observability`",
            ),
        gateway: ownName.default("kong").describe("Of Kong; the rest of the documentation calls it `kong`"),
    })
    .refine(({ observability, gateway }) => observability !== gateway, {
        error: "another than that of observability, whose node exporter must see the node",
        path: ["gateway"],
    })
    .describe(
        "Namespaces that this stack makes. Choose them before the first `up`: a change moves everything, and what volumes hold is gone",
    );
