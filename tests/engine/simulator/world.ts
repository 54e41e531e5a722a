import { setTimeout } from "node:timers/promises";
import { Ledger, type Operation } from "./ledger";
import type { Properties } from "./properties";
import type { Subject } from "./provider";

/** A failure to come. */
export interface Failure {
    operation: Operation;
    /** The resource's name, of a type that ends like this. */
    name: string;
    type: string;
    message: string;
    /** It exists anyway, as a failed Helm release does. */
    halfMade: boolean;
}

/** Where an engine is to be killed. */
export interface Hang {
    at: "before" | "after";
    operation: Operation;
    name: string;
    type: string;
    begun: (inputs: Properties) => void;
}

/** What all simulated providers share: what was done, how long it takes, and what goes wrong. */
export class World {
    public readonly ledger = new Ledger();
    /** Every generated value that must never be seen in plain text. */
    public readonly secrets = new Set<string>();
    public readonly failures: Failure[] = [];
    /** Type and name of what somebody has deleted by hand: the next refresh finds out. */
    public readonly gone = new Set<string>();
    /** What takes its time, so that whoever does not wait for it is seen not to. */
    public slow: (operation: Operation, thing: Subject & { inputs: Properties }) => boolean = () => false;

    /** What never ends, so that an engine can be killed at it: before it is done, or before the engine is told. */
    public hang: Hang | undefined;

    /** For ever, where an engine is to be killed here. */
    async pause(at: "before" | "after", operation: Operation, subject: Subject, inputs: Properties): Promise<void> {
        const { hang } = this;
        const here = hang?.at === at && hang.operation === operation;
        if (here && hang.name === subject.name && subject.type.endsWith(hang.type)) {
            hang.begun(inputs);
            await new Promise(() => undefined);
        }
    }

    async delay(operation: Operation, subject: Subject, inputs: Properties): Promise<void> {
        if (this.slow(operation, { ...subject, inputs })) {
            await setTimeout(150);
        }
    }

    failure(operation: Operation, { type, name }: Subject): Failure | undefined {
        return this.failures.find(
            (failure) => failure.operation === operation && failure.name === name && type.endsWith(failure.type),
        );
    }
}
