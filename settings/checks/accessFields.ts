import { literals } from "../../model/secrets/literals";
import { secretParts } from "../../model/secrets/meaning";
import { crossCheck } from "./check";

/** What a function of Kong's is asked for (`kong.request.get_header("authorization")`) is a name, and no value. */
const asked = /\bkong(?:\.\w+)+\s*\(\s*(["'])[^"'\n]*\1/g;
const quoted = /["']|\[=*\[/;

/**
 * Fields of access lines become part of one Lua text, in which nobody who judges or hides secrets sees their names any
 * more. So a value in one that is called a secret is refused here.
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
                              "got a value where its name says a secret; allowed: none, since every access line would hold it",
                      }))
                : [],
        ),
    ),
];
