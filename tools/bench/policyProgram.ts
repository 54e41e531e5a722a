import path from "node:path";
import { plan, root } from "../plan/evaluate";
import { judgePlan, packConfig } from "../plan/verdict";

/** What each round took, in milliseconds of processor time. */
export interface PolicySample {
    planMs: number[];
    judgeMs: number[];
}

/** Rounds that are not counted: modules load, and the code is compiled. */
const warmUp = 2;

/** Plans prod and judges it, again and again in this one process. */
async function measure(rounds: number): Promise<PolicySample> {
    const sample: PolicySample = { planMs: [], judgeMs: [] };
    const config = packConfig("prod");
    for (let round = -warmUp; round < rounds; round++) {
        const start = process.cpuUsage();
        const planned = await plan("prod", path.join(root, "Pulumi.prod.yaml"));
        const planMs = milliseconds(process.cpuUsage(start));
        const between = process.cpuUsage();
        judgePlan(planned, config);
        const judgeMs = milliseconds(process.cpuUsage(between));
        if (round >= 0) {
            sample.planMs.push(planMs);
            sample.judgeMs.push(judgeMs);
        }
    }
    return sample;
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
    return (user + system) / 1000;
}

void measure(Number(process.argv[2])).then((sample) => console.log(JSON.stringify(sample)));
