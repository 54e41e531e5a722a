import assert from "node:assert/strict";
import { type FoundSubnet, judgeSubnets, untagged } from "../../../../components/cluster/existing/subnets";

const vpcId = "vpc-1";
const subnet = (id: string, more: Partial<FoundSubnet> = {}): FoundSubnet => ({
    key: `key of ${id}`,
    id,
    vpcId,
    zone: `eu-central-1${id.slice(-1)}`,
    zoneId: `euc1-az${id.slice(-1)}`,
    freeAddresses: 500,
    tags: {},
    givesPublicAddresses: false,
    defaultRoute: "elsewhere",
    ...more,
});
const open = (id: string, more: Partial<FoundSubnet> = {}): FoundSubnet =>
    subnet(id, { defaultRoute: "internet gateway", ...more });
const judged = (
    subnets: { private?: FoundSubnet[]; public?: FoundSubnet[] },
    region = "eu-central-1",
): ReturnType<typeof judgeSubnets> =>
    judgeSubnets({ vpcId, private: [subnet("sa"), subnet("sb")], public: [], ...subnets }, region);

describe("subnets that exist", () => {
    it("pass: private ones in two zones, behind a NAT gateway, and public ones in each", () => {
        assert.deepEqual(judged({ public: [open("pa"), open("pb")] }), { problems: [], warnings: [] });
    });

    const refused: [what: string, subnets: Parameters<typeof judged>[0], problem: string][] = [
        [
            "one zone alone",
            { private: [subnet("sa"), subnet("s2", { zone: "eu-central-1a" })] },
            "cluster.network.privateSubnetIds: got subnets in eu-central-1a alone; allowed: in two zones at least, which EKS asks for",
        ],
        [
            "a subnet of another VPC",
            { private: [subnet("sa"), subnet("sb", { vpcId: "vpc-2" })] },
            'key of sb: got "sb", which is in vpc-2; allowed: subnets of vpc-1',
        ],
        [
            "a subnet that nobody knows",
            { private: [subnet("sa"), subnet("sb", { vpcId: undefined })] },
            'key of sb: got "sb", which this account does not have in eu-central-1; allowed: subnets of vpc-1',
        ],
        [
            "a full subnet",
            { private: [subnet("sa"), subnet("sb", { freeAddresses: 15 })] },
            'key of sb: got "sb", in which 15 addresses are free; allowed: subnets with 16 free ones at least, which EKS asks for its own interfaces',
        ],
        [
            "a public subnet for nodes",
            { private: [subnet("sa"), open("sb")] },
            'key of sb: got "sb", whose default route is an internet gateway: nodes, which have no public address, would reach nothing outside; allowed: subnets with a route through a NAT gateway, or none to the internet',
        ],
        [
            "a private subnet for public load balancers",
            { public: [subnet("pa")] },
            'key of pa: got "pa", without a default route to an internet gateway; allowed: public subnets',
        ],
        [
            "two public subnets in a zone",
            { public: [open("pa"), open("p2", { zone: "eu-central-1a" })] },
            'key of p2: got "p2" in eu-central-1a, as pa is; allowed: one subnet in a zone, as load balancers take them',
        ],
        [
            "no room for a load balancer",
            { public: [open("pa", { freeAddresses: 7 })] },
            'key of pa: got "pa", in which 7 addresses are free; allowed: subnets with 8 free ones at least, which a load balancer asks for',
        ],
    ];
    refused.forEach(([what, subnets, problem]) =>
        it(`do not: ${what}`, () => assert.deepEqual(judged(subnets).problems, [problem])),
    );

    it("do not: a zone in which EKS takes none", () => {
        const there = subnet("sb", { zoneId: "use1-az3" });
        assert.match(judged({ private: [subnet("sa"), there] }, "us-east-1").problems[0] ?? "", /EKS takes no subnet/);
        assert.deepEqual(judged({ private: [subnet("sa"), there] }).problems, []);
    });

    it("are warned of where nothing leads out, and where addresses run short", () => {
        const { problems, warnings } = judged({
            private: [
                subnet("sa", { freeAddresses: 70 }),
                subnet("sb", { freeAddresses: 70, defaultRoute: "nowhere" }),
            ],
        });
        assert.deepEqual(problems, []);
        assert.match(warnings[0] ?? "", /^key of sb: sb has no default route/);
        assert.match(warnings[1] ?? "", /^cluster\.network\.privateSubnetIds: 140 addresses are free/);
    });

    it("have the command for a tag that none has", () => {
        assert.deepEqual(untagged("internal", vpcId, ["sa"], ["sa", "sb"]), []);
        assert.deepEqual(untagged("internet-facing", vpcId, [], ["pa", "pb"]), [
            "no subnet of vpc-1 has the tag kubernetes.io/role/elb, by which internet-facing load balancers find theirs: " +
                "aws ec2 create-tags --resources pa pb --tags Key=kubernetes.io/role/elb,Value=1",
        ]);
    });
});
