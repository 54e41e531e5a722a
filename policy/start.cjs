"use strict";
// Where Pulumi starts the pack (package.json, "main"). Its runner always type-checks, and knows nothing of the
// tsconfig.json above this folder: it would stop at the first thing newer than its defaults, or need 5 s. So its
// compiler is switched off, for the one that everything else here runs with.
const path = require("node:path");
const { register, REGISTER_INSTANCE } = require("ts-node");

process[REGISTER_INSTANCE]?.enabled(false);
register({ project: path.join(__dirname, "../tsconfig.json") });
require("./index.ts");
