import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { exportState } from "../../tools/recover/pulumi";
import type { Call } from "./simulator/ledger";
import { at } from "./simulator/properties";
import { slowOnes } from "./order";
import type { EngineStack, Run } from "./stack";
import { describeEngine, type Suite } from "./suite";

/**
 * What every change of database does, in this order. Jobs and Deployments are gone before the release's new ones come.
 */
const course = [
    "create Secret kong-cluster-certificate",
    "delete Release kong-cp",
    "create Release kong-cp",
    "create Job kong-gateway",
    "update Release kong-dp",
    "delete Secret kong-cluster-certificate",
];
const external = { kind: "external", host: "one.example.com" };

/** A stack, and what happens to it. */
class Changes {
    public stack!: EngineStack;

    constructor(private readonly suite: Suite) {}

    async begin(name: string): Promise<void> {
        this.stack = await this.suite.stack(name);
        await this.succeed(this.stack.up());
        this.forget();
    }

    forget(): void {
        this.world.ledger.clear();
        this.world.failures.length = 0;
    }

    get world() {
        return this.suite.simulator.world;
    }

    async succeed(run: Promise<Run>): Promise<Run> {
        const result = await run;
        assert.ok(!result.failed, result.output);
        return result;
    }

    calls(pattern: RegExp): Call[] {
        return this.world.ledger.calls.filter((call) => call.operation !== "read" && pattern.test(called(call)));
    }

    /** What was done beside the database's own. */
    get touched(): string[] {
        return this.world.ledger.touched.filter((thing) => !/ kong-database/.test(thing));
    }

    /** The same as `create Release kong-cp`, in the order in which each began. */
    get done(): string[] {
        return this.calls(/ kong-(?!database)/).map(called);
    }

    get certificate(): unknown {
        return this.existing("kong-cluster-certificate", ":Secret")?.inputs.stringData;
    }

    existing(name: string, type: string): Call | undefined {
        return [...this.world.ledger.existing.values()].find((call) => call.name === name && call.type.endsWith(type));
    }

    /**
     * Runs an `up` that has to renew everything, with every step that others wait for taking its time.
     *
     * @param alerts touched too, where the kind of database changes: each kind has alerts of its own
     */
    async renewed(up: () => Promise<Run>, ...alerts: "PrometheusRule kong-alerts"[]): Promise<void> {
        const before = this.certificate;
        this.forget();
        this.world.slow = (operation, thing) => operation !== "create" || slowOnes(operation, thing);
        await this.succeed(up());
        this.world.slow = () => false;
        assert.deepEqual(this.touched, [
            "Job kong-gateway",
            ...alerts,
            "Release kong-cp",
            "Release kong-dp",
            "Secret kong-cluster-certificate",
            "SelfSignedCert kong-cluster-certificate",
        ]);
        const steps = course.map((step) => this.calls(new RegExp(`^${step}$`)));
        assert.deepEqual(
            steps.map((found) => found.length),
            course.map(() => 1),
            JSON.stringify(this.world.ledger.calls.map(called)),
        );
        for (const [index, [step]] of steps.entries()) {
            const next = steps[index + 1]?.[0];
            assert.ok(
                next === undefined || step!.ended < next.began,
                `${course[index]} had not ended when ${course[index + 1]} began`,
            );
        }
        assert.notDeepEqual(this.certificate, before);
        this.mounted();
        await this.settled();
    }

    /** Both planes mount the Secret that is there, and it is the only one. */
    mounted(): void {
        const secrets = [...this.world.ledger.existing.values()].filter(
            ({ type, name }) => type.endsWith(":Secret") && name === "kong-cluster-certificate",
        );
        const names = ["kong-cp", "kong-dp"].map(
            (name) =>
                at(this.existing(name, ":Release")!.inputs, "values.deployment.userDefinedVolumes") as {
                    secret: object;
                }[],
        );
        assert.deepEqual(
            secrets.map(({ inputs }) => [
                { secretName: at(inputs, "metadata.name") },
                { secretName: at(inputs, "metadata.name") },
            ]),
            [names.map(([volume]) => volume!.secret)],
        );
    }

    /** A second `up` has nothing to do. */
    async settled(): Promise<void> {
        this.forget();
        const { summary } = await this.succeed(this.stack.up());
        assert.deepEqual(Object.keys(summary), ["same"]);
        assert.deepEqual(this.world.ledger.touched, []);
    }

    /** Runs an `up` that changes the database alone, and whose preview says so. */
    async unmoved(touched: string[]): Promise<void> {
        this.forget();
        const { steps } = await this.succeed(this.stack.preview());
        const replaced = steps
            .filter(({ operation }) => operation.includes("replace"))
            .map(({ urn }) => urn.split("::").at(-1));
        assert.deepEqual(
            replaced.filter((name) => !name?.startsWith("kong-database")),
            [],
        );
        await this.succeed(this.stack.up());
        assert.deepEqual(this.world.ledger.touched, touched);
        await this.settled();
    }
}

const called = ({ operation, type, name }: Call): string => `${operation} ${type.split(":").at(-1)} ${name}`;

/** What docs/operations.md has after each such option of a command about the database. */
function documented(option: "exclude" | "replace"): string[][] {
    const page = readFileSync(path.join(root, "docs/operations.md"), "utf8");
    const [section = ""] = page.split("### Another database")[1]?.split("\n## ") ?? [];
    const commands = section
        .split("\n")
        .map((line) =>
            [...line.matchAll(new RegExp(`--${option} '([^']+)'`, "g"))].map(([, pattern]) => pattern ?? ""),
        );
    return commands.filter((patterns) => patterns.length > 0);
}

describeEngine("another database instead of the one in the cluster", (suite) => {
    const changes = new Changes(suite);
    before(() => changes.begin("local"));

    it("is none where it has more instances", async () => {
        changes.stack.set(["kong", "database"], { kind: "cloudnativepg", instances: 2 });
        await changes.unmoved(["Cluster kong-database"]);
    });

    it("was recreated after a loss: certificate, control plane, decK, data planes, and then the old certificate goes", async () => {
        changes.world.gone.add("kubernetes:postgresql.cnpg.io/v1:Cluster kong-database");
        await changes.renewed(() => changes.stack.up([], { refresh: true }));
    });

    it("is an external one", async () => {
        changes.stack.set(["kong", "database"], external);
        await changes.renewed(() => changes.stack.up(), "PrometheusRule kong-alerts");
        assert.deepEqual(changes.existing("kong-database", ":Cluster"), undefined);
    });

    it("is on another host", async () => {
        changes.stack.set(["kong", "database", "host"], "two.example.com");
        await changes.renewed(() => changes.stack.up());
    });

    it("is none where the user and its password are others", async () => {
        changes.stack.set(["kong", "database", "user"], "other");
        changes.stack.set(["databasePassword"], "another-password-of-the-engine-tests");
        await changes.unmoved(["Secret kong-database-credentials"]);
    });

    it("is the one in the cluster again, with data planes that wait for what is brought by hand", async () => {
        changes.stack.set(["kong", "database"], undefined);
        const [exclude] = documented("exclude");
        const dataPlane = changes.existing("kong-dp", ":Release");
        changes.forget();
        await changes.succeed(changes.stack.up(exclude));
        assert.deepEqual(changes.existing("kong-dp", ":Release"), dataPlane);
        assert.deepEqual(changes.touched, [
            "Job kong-gateway",
            "PrometheusRule kong-alerts",
            "Release kong-cp",
            "Secret kong-cluster-certificate",
            "SelfSignedCert kong-cluster-certificate",
        ]);
        changes.forget();
        await changes.succeed(changes.stack.up());
        assert.deepEqual(changes.done, [
            "update Release kong-dp",
            "delete Secret kong-cluster-certificate",
            "delete SelfSignedCert kong-cluster-certificate",
        ]);
        changes.mounted();
    });

    it("is one with other content behind the same address, by the command for it", async () => {
        const [replace] = documented("replace");
        await changes.renewed(() => changes.stack.up([], { replace }));
    });

    it("leaves the data planes alone while decK fails, and renews nothing twice", async () => {
        const before = changes.existing("kong-dp", ":Release");
        changes.stack.set(["kong", "database"], external);
        changes.world.failures.push({
            operation: "create",
            name: "kong-gateway",
            type: ":Job",
            halfMade: true,
            message: "the Job has failed",
        });
        const { failed } = await changes.stack.up();
        assert.ok(failed);
        const secrets = [...changes.world.ledger.existing.values()].filter(
            ({ type, name }) => type.endsWith(":Secret") && name === "kong-cluster-certificate",
        );
        assert.equal(secrets.length, 2);
        assert.equal(changes.existing("kong-dp", ":Release"), before);

        changes.forget();
        const job = changes.stack.state().resources.find(({ urn }) => urn.endsWith(":Job::kong-gateway"))!.urn;
        await changes.succeed(changes.stack.up([], { replace: [job] }));
        assert.deepEqual(changes.done, [
            "delete Job kong-gateway",
            "create Job kong-gateway",
            "update Release kong-dp",
            "delete Secret kong-cluster-certificate",
            "delete SelfSignedCert kong-cluster-certificate",
        ]);
        changes.mounted();
        await changes.settled();
    });
});

describeEngine("another database instead of one on RDS", (suite) => {
    const changes = new Changes(suite);
    before(() => changes.begin("prod"));

    it("is none where class, storage and standby are others", async () => {
        changes.stack.set(["kong", "database"], {
            kind: "rds",
            instanceClass: "db.m7g.xlarge",
            allocatedStorage: 60,
            multiAz: false,
        });
        await changes.unmoved(["Instance kong-database"]);
    });

    it("is none for the program after a version that did not remember any", async () => {
        const { deployment, ...rest } = await exportState(changes.stack.pulumi, "prod", false);
        const resources = deployment.resources?.map((resource) => ({ ...resource, replacementTrigger: undefined }));
        await changes.stack.pulumi(
            ["stack", "import", "--stack", "prod"],
            JSON.stringify({ ...rest, deployment: { ...deployment, resources } }),
        );
        await changes.unmoved([]);
    });

    it("was recreated under the same name", async () => {
        changes.world.gone.add("aws:rds/instance:Instance kong-database");
        await changes.renewed(() => changes.stack.up([], { refresh: true }));
    });
});
