import { readFileSync } from "node:fs";
import { readJson } from "../../model/parsing";
import { runProcess, type Streams } from "../command";
import { findingsIn, isClean } from "./drift/findings";
import type { Preview } from "./drift/preview";
import { driftReport } from "./drift/report";

/**
 * Prints the findings of `pulumi preview --refresh --show-sames --json` as Markdown. Exit code 1 if something differs
 * from the program.
 */
export function main([stack, file, ...rest]: string[], { out, err }: Streams): number {
    const help = stack === "--help";
    if (help || stack === undefined || file === undefined || rest.length > 0) {
        err("usage: npm run drift -- STACK PREVIEW.json\n");
        return help ? 0 : 1;
    }
    const findings = findingsIn(readPreview(file), new Date());
    out(driftReport(stack, findings));
    return isClean(findings) ? 0 : 1;
}

function readPreview(file: string): Preview {
    const text = readFileSync(file, "utf8");
    try {
        return readJson(text) as Preview;
    } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
    }
}

if (require.main === module) {
    void runProcess(main);
}
