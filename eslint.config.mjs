// @ts-check
import tseslint from "typescript-eslint";

// What tsc cannot see: promises that nobody waits for, and `any`.
export default tseslint.config(
    { ignores: ["node_modules/", ".tools/", "rendered/", "*/dist/"] },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            eqeqeq: "error",
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            // JSON.parse and YAML give `any`; it is given a type where it is read, which these two would forbid.
            "@typescript-eslint/no-unsafe-assignment": "off",
            "@typescript-eslint/no-unsafe-return": "off",
            // Interfaces here have methods without `this`, which are taken out of their objects.
            "@typescript-eslint/unbound-method": "off",
            // Its fixes do not always compile.
            "@typescript-eslint/no-unnecessary-type-assertion": "off",
            // What a policy met is printed whatever it is.
            "@typescript-eslint/no-base-to-string": "off",
        },
    },
    {
        // Under the engine a program speaks through pulumi.log.
        files: ["model/**", "charts/**", "components/**", "package/**", "settings/**", "policy/**"],
        rules: {
            "no-console": "error",
            "no-restricted-syntax": [
                "error",
                {
                    selector: "CallExpression[callee.object.property.name='log'][arguments.length>1]",
                    message:
                        "Pulumi sends messages one by one, and one about a resource only once that is registered: what it waits for may be a hook that says something, and both wait for ever.",
                },
            ],
        },
    },
    {
        // Tests look into what charts and clouds were given, whatever its shape.
        files: ["tests/**"],
        rules: {
            "@typescript-eslint/no-unsafe-argument": "off",
            "@typescript-eslint/no-unsafe-call": "off",
            "@typescript-eslint/no-unsafe-member-access": "off",
            "@typescript-eslint/require-await": "off",
        },
    },
    // A file is read on a few screens, a function on one.
    { files: ["**/*.ts"], rules: { "max-lines": ["error", 300] } },
    { files: ["**/*.ts"], ignores: ["tests/**"], rules: { "max-lines-per-function": ["error", 60] } },
);
