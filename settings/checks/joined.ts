import { type CrossCheck, crossCheck } from "./check";

/** Data planes alone, and the control plane that they join. */
export const joinedChecks: readonly CrossCheck[] = [
    crossCheck(["kong"], ({ kong }, { project }) => {
        if (kong.topology !== "data-planes" || kong.controlPlane.kind === "stack") {
            return [];
        }
        const { telemetryEndpoint } = kong.controlPlane;
        return [
            telemetryEndpoint !== undefined &&
                kong.edition === "open-source" && {
                    key: `${project}:kong.controlPlane.telemetryEndpoint`,
                    message: `got "${telemetryEndpoint}"; allowed: nothing here with kong.edition open-source, which sends no telemetry there`,
                },
        ];
    }),
];
