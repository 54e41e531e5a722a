import { z } from "zod";
import { type ChartName, chartNames } from "../../charts";
import { longestReleaseName, releaseNameOf } from "../../charts/releaseNames";
import { text } from "./common";

const name = text(
    new RegExp(`^[a-z]([-a-z0-9]{0,${longestReleaseName - 2}}[a-z0-9])?$`),
    `up to ${longestReleaseName} lower-case letters, digits and dashes, starting with a letter`,
);

const named = (chart: ChartName) => name.optional().describe(`\`${releaseNameOf(chart)}\` if left out`);

export const releaseNames = z
    .strictObject(
        Object.fromEntries(chartNames.map((chart) => [chart, named(chart)])) as Record<
            ChartName,
            ReturnType<typeof named>
        >,
    )
    .describe(
        "Names of the Helm releases by chart (`kong` is the control plane; data planes have names of their own), for instance those of an installation that this stack takes over (docs/adopting.md). Choose them before the first `up`: a change reinstalls the chart, and what its volumes hold is gone",
    );
