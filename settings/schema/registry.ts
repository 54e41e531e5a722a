import { statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { text } from "./common";
import type { Problem } from "../problems";

/**
 * The first part has a dot or a port, or is localhost: otherwise container runtimes take it for a path on Docker Hub.
 */
const imageRegistry = text(
    /^(?!\d+(\.\d+)?$)(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9][a-z0-9-]*(?=:))(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/*$/,
    "a registry such as registry.example.com:5000/mirror, without https://",
);

const mirror = imageRegistry.optional();

export const registry = z
    .strictObject({
        charts: text(
            /^(https:\/\/|oci:\/\/)[^/\s]|^(?!\w+:\/\/)./,
            "an https:// repository, an oci:// registry or a folder",
        )
            .optional()
            .describe(
                "`https://` repository, `oci://` registry or folder of packaged charts that replaces the original repository of every chart",
            ),
        images: z
            // The registries of the images that charts/ pins; a test compares.
            .union([
                imageRegistry,
                z.strictObject({
                    "docker.io": mirror,
                    "ghcr.io": mirror,
                    "public.ecr.aws": mirror,
                    "quay.io": mirror,
                    "registry.k8s.io": mirror,
                }),
            ])
            .optional()
            .describe(
                "Registry to pull every image from, or one per public registry (`docker.io: …`), as ECR pull-through caches require",
            ),
        gatewayApi: text(/^https:\/\/[^/\s]|^(?!\w+:\/\/)./, "an https:// address or a file")
            .optional()
            .describe(
                "Copy of the Gateway API's CRDs on a mirror (`standard-install.yaml`) at the version in charts/pins.json, which topology `ingress-controller` installs",
            ),
    })
    .describe("Mirrors. The policy `pins` accepts them only if `mirrors` in policy/config lists them");

/** Problems with local folders and files. Not a cross-check, because it looks at them. */
export function registryFileProblems(
    key: string,
    { charts, gatewayApi }: z.output<typeof registry>,
    folder: string,
): Problem[] {
    const found = (place: string): ReturnType<typeof statSync> =>
        statSync(path.resolve(folder, place), { throwIfNoEntry: false });
    const local = (place: string | undefined): place is string => place !== undefined && !place.includes("://");
    return [
        ...(local(charts) && found(charts)?.isDirectory() !== true
            ? [
                  {
                      key: `${key}.charts`,
                      message: `got "${charts}", which is no folder; allowed: a folder of packaged charts, by its path from the project's folder, an https:// repository or an oci:// registry`,
                  },
              ]
            : []),
        ...(local(gatewayApi) && found(gatewayApi)?.isFile() !== true
            ? [
                  {
                      key: `${key}.gatewayApi`,
                      message: `got "${gatewayApi}", which is no file; allowed: a file, by its path from the project's folder, or an https:// address`,
                  },
              ]
            : []),
    ];
}
