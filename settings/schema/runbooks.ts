import { z } from "zod";

/** Address of this repository for browsers, up to the folder that contains `docs`. */
export const runbookBaseUrl = z
    .url({
        protocol: /^https?$/,
        error: "an address such as https://github.com/you/kong-observability/blob/main",
    })
    .transform((address) => address.replace(/\/+$/, ""));
