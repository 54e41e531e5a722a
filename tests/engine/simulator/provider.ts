import type { Properties } from "./properties";

/** A resource that a simulated provider is asked about. */
export interface Subject {
    urn: string;
    type: string;
    name: string;
}

/** What `diff` found. `replaces` are the properties that cannot be changed in place. */
export interface Difference {
    replaces: string[];
    /** The new one would have the old one's name. */
    deleteBeforeReplace: boolean;
}

/** How one kind of cloud behaves, as far as this program can tell. Inputs carry marks of secrecy; see properties.ts. */
export interface SimulatedProvider {
    /** The provider's own configuration, as the program gives it. */
    configure?(config: Properties): void;
    /** What is special about a change; undefined where it can be made in place. Asked even where nothing changed. */
    replacement?(
        subject: Subject,
        before: { inputs: Properties; outputs: Properties },
        after: Properties,
        changed: string[],
    ): Difference | undefined;
    /**
     * The outputs beside the inputs; in a preview `unknown` for all that only the real thing would tell.
     * @param before the outputs so far, where this is an update
     */
    outputs(subject: Subject, inputs: Properties, preview: boolean, before?: Properties): Properties;
    id?(subject: Subject, inputs: Properties): string;
    /** What only one thing can have: a second that takes it is refused, also where the first is about to go. */
    takes?(subject: Subject, id: string, inputs: Properties): string[];
    /** Why something cannot be made: others have it. */
    refuses?(subject: Subject, id: string): string | undefined;
    /** Properties of which the real thing says something else than these inputs when a refresh asks. */
    live?(subject: Subject, inputs: Properties): Properties;
    /** A resource of which the state has no outputs: one that others made, or that was just taken into the state. */
    read?(subject: Subject, id: string, inputs: Properties): Properties;
    /** What it takes for the inputs of a resource that it is to read, where they are not those of the state. */
    inputsRead?(subject: Subject, id: string): Properties | undefined;
    /** Why something cannot be deleted as it is. @param state its inputs at the last update */
    keeps?(subject: Subject, state: Properties): string | undefined;
    invoke?(token: string, args: Properties): Properties;
}
