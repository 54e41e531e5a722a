import { chartImage, imageRepository, type Registry } from "../../../charts/registry";
import type { InstrumentedLanguage } from "../../../model/instrumentation";
import type { ContainerResources } from "../../shared/kubernetes";

/** The keys of the `opentelemetry-operator` chart that are set here. */
export interface OperatorValues {
    manager: {
        image: ImageKeys;
        collectorImage: ImageKeys;
        resources: ContainerResources;
        createRbacPermissions: false;
    } & Instrumenting;
    admissionWebhooks: {
        certManager: { enabled: false };
        autoGenerateCert: { enabled: true; recreate: false; certPeriodDays: number };
    };
}
interface Instrumenting {
    autoInstrumentationImage?: Record<InstrumentedLanguage, ImageKeys>;
    autoInstrumentation?: { go: { enabled: true } };
}
interface ImageKeys {
    repository: string;
    tag: string;
}

/**
 * Values for the `opentelemetry-operator` chart.
 * @param languages those that pods may ask for
 */
export function operatorValues(registry: Registry, languages: readonly InstrumentedLanguage[] = []): OperatorValues {
    const keys = (image: "manager" | "collector" | InstrumentedLanguage): ImageKeys => {
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
            ...(languages.length > 0 && {
                // All of them: the operator adds its own image for a language that an Instrumentation does not name.
                autoInstrumentationImage: {
                    java: keys("java"),
                    nodejs: keys("nodejs"),
                    python: keys("python"),
                    dotnet: keys("dotnet"),
                    go: keys("go"),
                },
            }),
            // The only one of them that is off by default, since its agent is privileged.
            ...(languages.includes("go") && { autoInstrumentation: { go: { enabled: true } } }),
        },
        // The chart creates the webhook's certificate, so cert-manager is not needed. It never renews the first one,
        // hence the ten years.
        admissionWebhooks: {
            certManager: { enabled: false },
            autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3650 },
        },
    };
}
