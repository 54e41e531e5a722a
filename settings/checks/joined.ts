import { type CrossCheck, crossCheck } from "./check";

/** Data planes alone, and the control plane that they join. */
export const joinedChecks: readonly CrossCheck[] = [
    crossCheck(["kong"], ({ kong }, { project, stack }) => {
        if (kong.topology !== "data-planes") {
            return [];
        }
        const key = `${project}:kong.controlPlane`;
        const { controlPlane } = kong;
        if (controlPlane.kind === "stack") {
            return [
                controlPlane.name.endsWith(`/${project}/${stack}`) && {
                    key: `${key}.name`,
                    message: `got "${controlPlane.name}", which is this stack; allowed: another one`,
                },
            ];
        }
        const { telemetryEndpoint } = controlPlane;
        return [
            telemetryEndpoint !== undefined &&
                kong.edition === "open-source" && {
                    key: `${key}.telemetryEndpoint`,
                    message: `got "${telemetryEndpoint}"; allowed: nothing here with kong.edition open-source, which sends no telemetry there`,
                },
        ];
    }),
];
