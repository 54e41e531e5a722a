import type { Properties } from "./properties";
import type { Subject } from "./provider";

export type Operation = "create" | "read" | "update" | "delete";

/** One thing that a provider was made to do. Previews only ask, so they are not in here. */
export interface Call extends Subject {
    operation: Operation;
    /** As the real thing would get it: secrets and all. Of a delete, what there was. */
    inputs: Properties;
    /** Paths to the same inputs' leaves that were marked as secret. */
    secrets: string[];
    /** When, on the ledger's own clock: each beginning and each end is a tick. */
    began: number;
    ended: number;
}

/** Everything that was done, and what there is now. */
export class Ledger {
    public readonly calls: Call[] = [];
    /** Created and not deleted, by URN and id: while something is replaced there can be two of it. */
    public readonly existing = new Map<string, Call>();
    /** Names of stacks on one cluster. */
    public readonly sharing = new Set<string>();
    private ticks = 0;

    tick(): number {
        return this.ticks++;
    }

    add(call: Call, id: string): void {
        this.calls.push(call);
        const key = `${call.urn} ${id}`;
        if (call.operation === "delete") {
            this.existing.delete(key);
        } else if (call.operation !== "read") {
            this.existing.set(key, call);
        }
    }

    /** Something is gone without anybody having asked for it here. */
    lose(urn: string, id: string): void {
        this.existing.delete(`${urn} ${id}`);
    }

    /** What exists in the place of a resource, by id: each stack has a cluster of its own, but for those that share. */
    beside({ urn }: Subject): [id: string, call: Call][] {
        const here = this.placeOf(urn);
        return [...this.existing]
            .filter(([, call]) => this.placeOf(call.urn) === here)
            .map(([key, call]) => [key.slice(call.urn.length + 1), call]);
    }

    private placeOf(urn: string): string {
        const stack = stackOf(urn);
        return this.sharing.has(stack) ? "shared" : stack;
    }

    /** Forgets the calls, not what exists. */
    clear(): void {
        this.calls.length = 0;
    }

    /** For a stack that finds nothing: forgets also what exists. */
    reset(): void {
        this.clear();
        this.existing.clear();
    }

    /** What was created, updated or deleted, as `Release kong-dp`: each once, sorted. */
    get touched(): string[] {
        const changing = this.calls.filter(({ operation }) => operation !== "read");
        return [...new Set(changing.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`))].sort();
    }
}

/** The stack in `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
function stackOf(urn: string): string {
    return urn.split("::", 1)[0]?.split(":").at(-1) ?? "";
}
