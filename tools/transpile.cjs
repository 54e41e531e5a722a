"use strict";
// How ts-node transpiles TypeScript at run time (tsconfig.json, "ts-node"): without type-checking, which CI does, and
// ten times faster than the compiler. Plain JavaScript, because nothing could transpile this file.
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
