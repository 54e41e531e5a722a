import * as pulumi from "@pulumi/pulumi";
import { writtenKey } from "../../model/settingKeys";

/** Names settings in messages by their full keys, as the stack file has them. To be made inside of the program. */
export function settingKeys(): (key: string) => string {
    const [project, all] = [pulumi.getProject(), pulumi.runtime.allConfig()];
    return (key) => writtenKey(key, project, all);
}
