import { unknownText } from "./values";

type Inputs = Record<string, unknown>;

/**
 * What only AWS knows, by the lookup's token: the plan marks it as unknown instead of leaving it out. To all other
 * lookups it has no answer, and the program's checks of AWS pass.
 */
const answers: Record<string, ((inputs: Inputs) => Inputs) | undefined> = {
    "aws:eks/getAddonVersion:getAddonVersion": (inputs) => ({ ...inputs, version: unknownText }),
    "aws:eks/getCluster:getCluster": (inputs) => ({
        ...inputs,
        endpoint: unknownText,
        version: unknownText,
        status: unknownText,
        certificateAuthorities: [{ data: unknownText }],
        // Two subnets stand for however many there are.
        vpcConfig: {
            vpcId: unknownText,
            subnetIds: [unknownText, unknownText],
            clusterSecurityGroupId: unknownText,
        },
    }),
};

export function lookUp(token: string, inputs: Inputs): Inputs {
    return answers[token]?.(inputs) ?? inputs;
}
