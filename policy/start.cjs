"use strict";
// Where Pulumi starts the pack (package.json, "main"): in a checkout out of its sources, and out of its tarball, which
// has none, compiled.
const { existsSync } = require("node:fs");
const path = require("node:path");

if (existsSync(path.join(__dirname, "index.ts"))) {
    // Pulumi's runner always type-checks and does not read the tsconfig.json above this folder: it would fail on newer
    // syntax than its defaults, or need 5 s. So its compiler is switched off in favour of the one that everything else
    // here uses.
    const { register, REGISTER_INSTANCE } = require("ts-node");
    process[REGISTER_INSTANCE]?.enabled(false);
    register({ project: path.join(__dirname, "../tsconfig.json") });
    require("./index.ts");
} else {
    require("./dist/policy");
}
