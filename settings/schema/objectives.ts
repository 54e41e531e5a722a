import { z } from "zod";
import { type LatencyThreshold, latencyThresholds } from "../../model/objectives";
import { duration } from "./common";

const percentage = z
    .number()
    .min(50, "a percentage from 50 to below 100, such as 99.9")
    .lt(100, "a percentage from 50 to below 100, such as 99.9");

/** Objectives of services that set none of their own. */
export const objectives = z.strictObject({
    availability: percentage
        .optional()
        .describe("Percent of its requests that are not answered with 5xx. 4xx, 429 among them, are no errors"),
    latency: z
        .strictObject({
            objective: percentage.describe("Percent of its requests that take no longer"),
            threshold: z
                .enum(Object.keys(latencyThresholds) as LatencyThreshold[])
                .describe("How long the whole request may take; the bounds of Kong's histogram"),
        })
        .optional()
        .describe("How fast it answers"),
    window: duration
        .optional()
        .describe(
            "Over how long the errors that are allowed are counted; no longer than `metrics.retention`. Left out, 15d",
        ),
});

/** The same for one service. */
export const ownObjectives = objectives.extend({
    enabled: z.boolean().default(true).describe("`false` where `alerts.objectives` are not for this service"),
});
