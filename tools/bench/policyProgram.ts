import path from "node:path";
import { plan, root } from "../plan/evaluate";
import { judgePlan, packConfig } from "../plan/verdict";

/** Processor time of each round in milliseconds. */
export interface PolicySample {
    planMs: number[];
    judgeMs: number[];
}

/** Rounds that do not count, because modules load and code is compiled. */
const warmUp = 2;

/** Plans prod and judges it, repeatedly in this process. */
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
