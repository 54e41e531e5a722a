import { plan } from "../plan/evaluate";
import { type Census, censusOf } from "./census";
import { registerBare } from "./floor";

/** Processor time of each round in milliseconds, which other programs on the machine disturb least. */
export interface GrowthSample {
    census: Census;
    planMs: number[];
    /** The same number of bare resources. */
    floorMs: number[];
    /** The same number of bare resources, with stack traces unmapped as in a plan. */
    unmappedMs: number[];
}

/** Rounds that do not count, because modules load and code is compiled. */
const warmUp = 2;

/** Evaluates each stack file in turn, and as many bare resources, repeatedly in this process. */
async function measure(rounds: number, files: string[]): Promise<GrowthSample[]> {
    const samples: GrowthSample[] = files.map(() => ({
        census: censusOf([]),
        planMs: [],
        floorMs: [],
        unmappedMs: [],
    }));
    for (let round = -warmUp; round < rounds; round++) {
        for (const [index, file] of files.entries()) {
            const sample = samples[index]!;
            const planMs = await timed(async () => {
                const { resources } = await plan("bench", file);
                sample.census = censusOf(resources.map(({ type }) => type));
            });
            const floorMs = await timed(() => registerBare(sample.census));
            const unmappedMs = await timed(() => registerBare(sample.census, true));
            if (round >= 0) {
                sample.planMs.push(planMs);
                sample.floorMs.push(floorMs);
                sample.unmappedMs.push(unmappedMs);
            }
        }
    }
    return samples;
}

async function timed(run: () => Promise<void>): Promise<number> {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
}

const [rounds = "", ...files] = process.argv.slice(2);
void measure(Number(rounds), files).then((samples) => console.log(JSON.stringify(samples)));
