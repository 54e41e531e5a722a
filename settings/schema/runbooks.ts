import { z } from "zod";

/** Where a browser finds this repository, up to the folder that holds `docs`. */
export const runbookBaseUrl = z
    .url({
        protocol: /^https?$/,
        error: "an address such as https://github.com/you/kong-observability/blob/main",
    })
    .transform((address) => address.replace(/\/+$/, ""));
