import { type ChartName, chartNames } from "../../charts";
import { ownNamespaces } from "../../charts/namespaces";
import { releaseNameOf } from "../../charts/releaseNames";
import type { Problem } from "../problems";
import { type CrossCheck, crossCheck } from "./check";

/** Charts that are installed in a namespace of their own; those of Kong are in the gateway's. */
const elsewhere: Partial<Record<ChartName, string>> = {
    ...ownNamespaces,
    kong: "gateway",
    ingress: "gateway",
};

/** Helm knows a release by its name, within a namespace. */
export const releaseNameChecks: readonly CrossCheck[] = [
    crossCheck(["releaseNames"], ({ releaseNames }, { project }) =>
        Object.keys(releaseNames).flatMap((written): Problem[] => {
            const chart = written as ChartName;
            const name = releaseNameOf(chart, releaseNames);
            const other = chartNames.find(
                (another) =>
                    another !== chart &&
                    elsewhere[another] === elsewhere[chart] &&
                    !neverTogether(chart, another) &&
                    releaseNameOf(another, releaseNames) === name,
            );
            return releaseNames[chart] === undefined || other === undefined
                ? []
                : [
                      {
                          key: `${project}:releaseNames.${chart}`,
                          message: `got "${name}"; allowed: any other name, since that one is ${other}'s`,
                      },
                  ];
        }),
    ),
    crossCheck(["kong", "releaseNames"], ({ kong, releaseNames }, { project }) => {
        const controlPlane = releaseNameOf("kong", releaseNames);
        return kong.topology === "hybrid"
            ? kong.dataPlanes.map(
                  ({ name }, index) =>
                      name === controlPlane && {
                          key: `${project}:kong.dataPlanes[${index}].name`,
                          message: `got "${name}"; allowed: any other name, since that one is the control plane's`,
                      },
              )
            : [];
    }),
];

/** Two kinds of the same: one stack installs at most one of them. */
function neverTogether(...charts: [ChartName, ChartName]): boolean {
    const alternatives: ChartName[][] = [
        ["loki", "loki-stack"],
        ["kong", "ingress"],
    ];
    return alternatives.some((kinds) => charts.every((chart) => kinds.includes(chart)));
}
