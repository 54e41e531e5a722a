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
        .describe("Percentage of requests that must not be answered with 5xx; 4xx, including 429, are not errors"),
    latency: z
        .strictObject({
            objective: percentage.describe("Percentage of requests that must take no longer than the threshold"),
            threshold: z
                .enum(Object.keys(latencyThresholds) as LatencyThreshold[])
                .describe("How long the whole request may take: one of the buckets of Kong's histogram"),
        })
        .optional()
        .describe("How fast requests must be answered"),
    window: duration
        .optional()
        .describe("The period over which both are measured; no longer than `metrics.retention`. 15d if left out"),
});

/** The same for one service. */
export const ownObjectives = objectives.extend({
    enabled: z.boolean().default(true).describe("`false` excludes the service from `alerts.objectives`"),
});
