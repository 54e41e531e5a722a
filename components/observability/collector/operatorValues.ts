import { chartImage, imageRepository, type Registry } from "../../../charts/registry";
import type { ContainerResources } from "../../shared/kubernetes";

/** The keys of the `opentelemetry-operator` chart that are set here. */
export interface OperatorValues {
    manager: {
        image: ImageKeys;
        collectorImage: ImageKeys;
        resources: ContainerResources;
        createRbacPermissions: false;
    };
    admissionWebhooks: {
        certManager: { enabled: false };
        autoGenerateCert: { enabled: true; recreate: false; certPeriodDays: number };
    };
}
interface ImageKeys {
    repository: string;
    tag: string;
}

/** Values for the `opentelemetry-operator` chart. */
export function operatorValues(registry: Registry): OperatorValues {
    const keys = (image: "manager" | "collector"): ImageKeys => {
        const pinned = chartImage("opentelemetry-operator", image, registry);
        return { repository: imageRepository(pinned), tag: pinned.tag };
    };
    return {
        manager: {
            image: keys("manager"),
            collectorImage: keys("collector"),
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            // The collector's role is created below: an operator that may create roles adds a finalizer that can block
            // destroy.
            createRbacPermissions: false,
        },
        // The chart creates the webhook's certificate, so cert-manager is not needed. It never renews the first one,
        // hence the ten years.
        admissionWebhooks: {
            certManager: { enabled: false },
            autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3650 },
        },
    };
}
