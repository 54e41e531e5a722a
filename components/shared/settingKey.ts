import * as pulumi from "@pulumi/pulumi";
import { writtenKey } from "../../model/settingKeys";

/**
 * Returns a function that gives a setting's full key, as in the stack file, for messages. Must be called inside the
 * Pulumi program.
 */
export function settingKeys(): (key: string) => string {
    const [project, all] = [pulumi.getProject(), pulumi.runtime.allConfig()];
    return (key) => writtenKey(key, project, all);
}
