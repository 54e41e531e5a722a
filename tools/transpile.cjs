"use strict";
// How ts-node turns TypeScript into JavaScript at run time (tsconfig.json, "ts-node"): without type-checking, which is
// CI's job, and ten times faster than the compiler does it. Plain JavaScript, because nothing could transpile it.
const { transform } = require("sucrase");

exports.create = () => ({
    transpile(code, { fileName }) {
        const { code: outputText, sourceMap } = transform(code, {
            transforms: ["typescript", "imports"],
            filePath: fileName,
            sourceMapOptions: { compiledFilename: fileName },
            disableESTransforms: true,
            preserveDynamicImport: false,
        });
        return { outputText, sourceMapText: JSON.stringify(sourceMap) };
    },
});
