import assert from "node:assert/strict";
import { networkOf } from "../../settings/network";
import { check, lines, problems } from "./helpers";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const [a, b, c] = ["subnet-0a0000000000000a1", "subnet-0b0000000000000b1", "subnet-0a0000000000000a2"] as const;
const inNetwork = (network: object): string[] => problems({ cluster: { kind: "eks", network } });

describe("settings of a VPC that exists", () => {
    it("take its subnets, and ask for no zones, not even where they are not known", () => {
        assert.deepEqual(inNetwork({ vpcId, privateSubnetIds: [a, b], publicSubnetIds: [c] }), []);
        const cluster = { kind: "eks", network: { vpcId, privateSubnetIds: [a, b] } };
        assert.deepEqual(lines(check({ cluster }, "us-east-1").problems), []);
    });

    it("refuse by key what only a new VPC has", () => {
        const network = { vpcId, privateSubnetIds: [a, b] };
        const why = `allowed: nothing here, since the network of ${vpcId} exists`;
        assert.deepEqual(
            inNetwork({
                ...network,
                cidr: "10.0.0.0/16",
                zones: ["eu-central-1a", "eu-central-1b"],
                natGateways: "one",
            }),
            [
                `p:cluster.network.cidr: got "10.0.0.0/16"; ${why}`,
                `p:cluster.network.zones: got ["eu-central-1a","eu-central-1b"]; ${why}`,
                `p:cluster.network.natGateways: got "one"; ${why}`,
            ],
        );
    });

    it("refuse by key what only an existing one has", () => {
        const why = "a VPC that exists is named by vpcId, and a new one has subnets of its own";
        assert.deepEqual(inNetwork({ privateSubnetIds: [a, b], publicSubnetIds: [c], tagSubnets: true }), [
            `p:cluster.network.privateSubnetIds: got ["${a}","${b}"]; allowed: nothing here, since ${why}`,
            `p:cluster.network.publicSubnetIds: got ["${c}"]; allowed: nothing here, since ${why}`,
            "p:cluster.network.tagSubnets: got true; allowed: nothing here without vpcId, since subnets that are created have their tags",
        ]);
    });

    it("miss subnets, and find one twice", () => {
        assert.deepEqual(inNetwork({ vpcId }), [
            "p:cluster.network.privateSubnetIds: missing; allowed with vpcId: the ids of two subnets at least, in two zones, for nodes and pods",
        ]);
        assert.deepEqual(inNetwork({ vpcId, privateSubnetIds: [a] }), [
            `p:cluster.network.privateSubnetIds: got ["${a}"]; allowed: two at least, in two zones`,
        ]);
        assert.deepEqual(inNetwork({ vpcId, privateSubnetIds: [a, a], publicSubnetIds: [a] }), [
            `p:cluster.network.privateSubnetIds[1]: got "${a}" twice; allowed: each subnet once`,
            `p:cluster.network.publicSubnetIds[0]: got "${a}", which is one of privateSubnetIds; allowed: subnets with a route to the internet`,
        ]);
        assert.deepEqual(inNetwork({ vpcId: "main", privateSubnetIds: [a, "private-b"] }), [
            'p:cluster.network.vpcId: got "main"; allowed: the id of a VPC such as vpc-0a1b2c3d4e5f60718',
            'p:cluster.network.privateSubnetIds[1]: got "private-b"; allowed: the id of a subnet such as subnet-0a1b2c3d4e5f60718',
        ]);
    });

    it("have the defaults of a new one only without it", () => {
        assert.deepEqual(networkOf({}, "eu-central-1"), {
            cidr: "10.0.0.0/16",
            zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            natGateways: "one",
        });
        assert.deepEqual(networkOf({ vpcId, privateSubnetIds: [a, b] }, "eu-central-1"), {
            vpcId,
            privateSubnetIds: [a, b],
            tagSubnets: false,
        });
    });
});
