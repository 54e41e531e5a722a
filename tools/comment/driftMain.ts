import { readFileSync } from "node:fs";
import { driftReport, findingsIn, isClean, type Preview } from "./drift";

/** Prints what `pulumi preview --refresh --show-sames --json` found as Markdown; exit code 1 where something is not as the program says. */
function main([stack, file, ...rest]: string[]): number {
    if (stack === undefined || file === undefined || rest.length > 0) {
        console.error("usage: npm run drift -- STACK PREVIEW.json");
        return 1;
    }
    const findings = findingsIn(JSON.parse(readFileSync(file, "utf8")) as Preview, new Date());
    process.stdout.write(driftReport(stack, findings));
    return isClean(findings) ? 0 : 1;
}

try {
    process.exitCode = main(process.argv.slice(2));
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
