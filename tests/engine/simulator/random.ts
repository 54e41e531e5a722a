import { randomBytes } from "node:crypto";
import { type Properties, secret, unknown } from "./properties";
import type { Difference, SimulatedProvider, Subject } from "./provider";

/** Passwords, really random. */
export class Random implements SimulatedProvider {
    /** @param secrets collects what must never be seen in plain text */
    constructor(private readonly secrets: Set<string>) {}

    replacement(_subject: Subject, _before: unknown, _after: Properties, changed: string[]): Difference | undefined {
        return changed.length === 0 ? undefined : { replaces: changed, deleteBeforeReplace: false };
    }

    outputs(_subject: unknown, inputs: Properties, preview: boolean): Properties {
        if (preview) {
            return { result: unknown, bcryptHash: unknown };
        }
        const password = randomBytes(Number(inputs.length)).toString("base64url").slice(0, Number(inputs.length));
        this.secrets.add(password);
        return { result: secret(password), bcryptHash: secret(`$2a$10$${randomBytes(40).toString("base64url")}`) };
    }
}
