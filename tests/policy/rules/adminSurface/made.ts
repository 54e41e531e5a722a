import { kubernetes, release } from "../../helpers";

export type Resource = ReturnType<typeof release>;

export const closed = { manager: { enabled: false } };

export const controlPlane = (values: object): Resource =>
    release("kong", { env: { role: "control_plane" }, ...closed, ...values }, { name: "kong-cp" });

export const plugin = (type: string, more: object = {}): Resource =>
    kubernetes("configuration.konghq.com/v1", "KongPlugin", "guard", { plugin: type, ...more });

export const guarded = { annotations: { "konghq.com/plugins": "limits, guard" } };

export const ingress = (service: object, metadata: object = {}): Resource =>
    kubernetes("networking.k8s.io/v1", "Ingress", "admin", {
        metadata,
        spec: { rules: [{ http: { paths: [{ path: "/", backend: { service } }] } }] },
    });

export const admin = { name: "kong-cp-kong-admin", port: { number: 8001 } };
