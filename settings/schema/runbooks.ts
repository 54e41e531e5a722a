import { z } from "zod";

/** Address of this repository for browsers, up to the folder that contains `docs`. It is part of rules and messages. */
export const runbookBaseUrl = z
    .url({
        protocol: /^https?$/,
        error: "an address such as https://github.com/you/kong-observability/blob/main",
    })
    .regex(/^[^\s@?#{}"'<>\\]+$/, "an address without login, query and spaces")
    .transform((address) => address.replace(/\/+$/, ""));
