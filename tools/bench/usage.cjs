// Loaded first into each measured process. When the process ends, writes its cost to file descriptor 3. JavaScript,
// because transpiling it would be part of the measurement.
"use strict";
const { writeSync } = require("node:fs");

process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const sources = Object.keys(require.cache).filter((file) => file.endsWith(".ts"));
    writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024, sources }));
});
