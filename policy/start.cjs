"use strict";
// Where Pulumi starts the pack (package.json, "main"). Pulumi's runner always type-checks and does not read the
// tsconfig.json above this folder: it would fail on newer syntax than its defaults, or need 5 s. So its compiler is
// switched off in favour of the one that everything else here uses.
const path = require("node:path");
const { register, REGISTER_INSTANCE } = require("ts-node");

process[REGISTER_INSTANCE]?.enabled(false);
register({ project: path.join(__dirname, "../tsconfig.json") });
require("./index.ts");
