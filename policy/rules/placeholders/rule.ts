import { isDocumentation } from "../../../model/addresses";
import { apiEndpoints } from "../../library/aws";
import { rule } from "../../library/rule";

/** An example's placeholder values pass every other check, but do not work for you. */
export const placeholders = rule({
    name: "placeholders",
    description: "No address range reserved for documentation (RFC 5737, 3849, 9637) may reach the Kubernetes API.",
    severity: "medium",
    remediationSteps:
        "Set cluster.endpoint.publicCidrs to the addresses from which you and Pulumi connect, or leave the list empty if " +
        "all of them are inside the VPC.",
    enforcementLevel: "advisory",
    config: {},
    check: (system) =>
        apiEndpoints(system).flatMap(({ urn, name, key, publicCidrs }) =>
            publicCidrs.filter(isDocumentation).map((cidr) => ({
                urn,
                message:
                    `${name}: ${key} allows ${cidr}, a range reserved for documentation that no host ` +
                    "has, so the Kubernetes API could not be reached; set it to your own addresses",
            })),
        ),
});
