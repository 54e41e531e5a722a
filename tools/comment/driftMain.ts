import { readFileSync } from "node:fs";
import { runProcess, type Streams } from "../command";
import { driftReport, findingsIn, isClean, type Preview } from "./drift";

/** Prints what `pulumi preview --refresh --show-sames --json` found as Markdown; exit code 1 where something is not as the program says. */
export function main([stack, file, ...rest]: string[], { out, err }: Streams): number {
    if (stack === undefined || file === undefined || rest.length > 0) {
        err("usage: npm run drift -- STACK PREVIEW.json\n");
        return 1;
    }
    const findings = findingsIn(JSON.parse(readFileSync(file, "utf8")) as Preview, new Date());
    out(driftReport(stack, findings));
    return isClean(findings) ? 0 : 1;
}

if (require.main === module) {
    void runProcess(main);
}
