import { literals } from "../../model/secrets/literals";
import { secretParts } from "../../model/secrets/meaning";
import { crossCheck } from "./check";

/** The argument of a function of Kong's (`kong.request.get_header("authorization")`) is a name, not a value. */
const asked = /\bkong(?:\.\w+)+\s*\(\s*(["'])[^"'\n]*\1/g;
const quoted = /["']|\[=*\[/;

/**
 * Fields of access lines become part of one Lua text, in which the code that judges and hides secrets no longer sees
 * their names. So a literal value in a field with a secret's name is refused here.
 */
export const accessFieldChecks = [
    crossCheck(["gateway"], ({ gateway: { plugins, accessLog } }, { project }) =>
        plugins.flatMap(({ name, config }, index) =>
            name === "file-log" && accessLog.enabled && "custom_fields_by_lua" in config
                ? literals({ custom_fields_by_lua: config.custom_fields_by_lua })
                      .filter((literal) => secretParts(literal).some(({ by, certain }) => by === "name" && certain))
                      .filter(({ value }) => quoted.test(String(value).replace(asked, "")))
                      .map(({ path }) => ({
                          key: `${project}:gateway.plugins[${index}].config.${path}`,
                          message:
                              "got a literal value under a name that suggests a secret; allowed: none, since every access line would contain it",
                      }))
                : [],
        ),
    ),
];
