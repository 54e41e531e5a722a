import { readFileSync } from "node:fs";
import { REGISTER_INSTANCE } from "ts-node";
import type { Census } from "./census";
import { registerBare } from "./floor";

/**
 * Arguments: the census as JSON, then source files that are also transpiled but not run. With source files, stack
 * traces stay unmapped too.
 */
const [census = "", ...sources] = process.argv.slice(2);
for (const file of sources) {
    process[REGISTER_INSTANCE]?.compile(readFileSync(file, "utf8"), file);
}
void registerBare(JSON.parse(census) as Census, sources.length > 0);
