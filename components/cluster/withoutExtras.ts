import type * as eks from "@pulumi/eks";

/**
 * Each of these would create something twice, or something unused: nodeGroups.ts or Auto Mode installs the add-ons
 * (@pulumi/eks adds CoreDNS even then), and nodes use the security group that EKS creates.
 */
export const withoutExtras = {
    bootstrapSelfManagedAddons: false,
    useDefaultVpcCni: true,
    kubeProxyAddonOptions: { enabled: false },
    corednsAddonOptions: { enabled: false },
    skipDefaultNodeGroup: true,
    createInstanceRole: false,
    skipDefaultSecurityGroups: true,
} satisfies eks.ClusterOptions;
