import assert from "node:assert/strict";
import { topicPolicy } from "../../../../components/observability/metrics/alertmanager/topicAccess";
import { unheardSeverities } from "../../../../components/observability/metrics/alertmanager/unheard";
import { find, ofType, planOf, planSaying, planWith } from "../../../tools/plan/stacks";

describe("an SNS topic of Alertmanager's on EKS", () => {
    const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";
    const alerts = { receivers: [{ name: "topic", kind: "sns", topicArn }], defaultReceiver: "topic" };

    it("may be published to by the account of Alertmanager's pods, and nothing else", async () => {
        const plan = await planWith("dev", { alerts });
        const { inputs } = find(plan, "aws:iam/rolePolicy:RolePolicy", "alertmanager-topics");
        assert.deepEqual(JSON.parse(String(inputs.policy)), topicPolicy([topicArn]));
        assert.deepEqual(topicPolicy([topicArn, topicArn]).Statement, [
            { Effect: "Allow", Action: ["sns:Publish"], Resource: [topicArn] },
        ]);
        const identity = find(plan, "aws:eks/podIdentityAssociation:PodIdentityAssociation", "alertmanager-topics");
        assert.deepEqual(
            [identity.inputs.namespace, identity.inputs.serviceAccount],
            ["observability", "kube-prometheus-stack-alertmanager"],
        );
        const release = find(plan, "kubernetes:helm.sh/v3:Release", "metrics-kube-prometheus-stack");
        assert.ok(release.dependsOn.some((urn) => urn.endsWith("::alertmanager-topics")));
    });

    it("lets no role of the settings take the place of the one that is made, on another stack's cluster either", async () => {
        const roleArn = "arn:aws:iam::123456789012:role/monitoring";
        const workspace = {
            kind: "amazon-managed-prometheus",
            name: "amp",
            region: "eu-central-1",
            workspaceId: "ws-12345678-1234-1234-1234-123456789012",
            roleArn,
        };
        const cluster = { kind: "stack", name: "acme/kong-observability/platform" };
        const one = { ...alerts.receivers[0], roleArn };
        const planned = planSaying("reader", {
            cluster,
            alerts: { ...alerts, receivers: [one] },
            metrics: { destinations: [{ kind: "in-cluster" }, workspace] },
        });
        await assert.rejects(planned, ({ message }: Error) => {
            assert.deepEqual(
                message.split("\n").map((line) => line.split(": got")[0]),
                [
                    "kong-observability:alerts.receivers[0].roleArn",
                    "kong-observability:metrics.destinations[1].roleArn",
                ],
            );
            return true;
        });
    });

    it("needs nothing of AWS from us elsewhere", async () => {
        assert.deepEqual(ofType(await planOf("alerting"), "aws:iam/rolePolicy:RolePolicy"), []);
    });
});

describe("alerts that reach nobody", () => {
    const receivers = [{ name: "null" }, { name: "chat", slack_configs: [{}] }, { name: "nobody" }];
    const values = (route: object, spec = {}): Record<string, unknown> => ({
        alertmanager: { config: { route, receivers }, alertmanagerSpec: spec },
    });

    it("are told by severity, after overrides, unless the routes cannot be seen", () => {
        const routes = [{ receiver: "chat", matchers: ['severity = "critical"'] }];
        assert.deepEqual(unheardSeverities(values({ receiver: "nobody", routes })), ["warning", "info"]);
        assert.deepEqual(unheardSeverities(values({ receiver: "chat" })), []);
        assert.deepEqual(unheardSeverities(values({ receiver: "null" })).length, 3);
        assert.deepEqual(unheardSeverities(values({ receiver: "null" }, { useExistingSecret: true })), []);
    });

    it("are said on screen", async () => {
        const said = (notices: string[]): string[] => notices.filter((notice) => notice.includes("reach nobody"));
        assert.equal(said((await planOf("dev")).notices).length, 1);
        assert.equal(said((await planOf("enterprise")).notices).length, 0);
    });
});
