import * as pulumi from "@pulumi/pulumi";

/**
 * Options of our components. `dependsOn` takes only plain resources, so that no dependency is lost while outputs are
 * unknown.
 */
export interface ComponentOptions extends pulumi.ComponentResourceOptions {
    dependsOn?: pulumi.Resource[];
}

/**
 * A component whose children wait for the component's own dependencies. Pulumi does not pass a component's `dependsOn`
 * down to its children, so each child is created with `this.within`.
 */
export abstract class Component extends pulumi.ComponentResource {
    protected readonly within: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] };

    /** @param args The component's intent as policies may see it: plain values and outputs, never a raw secret. */
    constructor(
        type: `kong-observability:${string}:${string}`,
        name: string,
        args: pulumi.Inputs,
        opts?: ComponentOptions,
    ) {
        super(type, name, args, opts);
        this.within = { parent: this, dependsOn: opts?.dependsOn ?? [] };
    }

    /**
     * After `more`, each of which was itself created with `this.within`: implied dependencies are left out, because the
     * engine walks every path of the graph when a deletion fails.
     */
    protected after(...more: pulumi.Resource[]): { parent: pulumi.Resource; dependsOn: pulumi.Resource[] } {
        return { parent: this, dependsOn: more.length > 0 ? more : this.within.dependsOn };
    }
}
