import type { ReleaseFacts } from "../../../../tools/recover/facts";
import type { Finding, Step } from "../../../../tools/recover/findings";
import { decide } from "../../../../tools/recover/steps";
import { facts, release } from "../made";

export const ofRelease = (more: Partial<ReleaseFacts>): Finding[] => decide(facts({ releases: [release(more)] }));

export const does = (findings: Finding[]): Step["do"][] =>
    findings.flatMap(({ steps }) => steps.map((step) => step.do));

export const creating = { recorded: false, creating: true };
