/** What creates EBS volumes: EKS Auto Mode, or the driver that this stack installs. */
export type VolumeProvisioner = "ebs.csi.eks.amazonaws.com" | "ebs.csi.aws.com";

export const storageClassName = "gp3";

/**
 * The default StorageClass: expandable volumes, encrypted with the account's EBS key, in the zone of the first pod.
 * Pure.
 */
export function ebsStorageClass(provisioner: VolumeProvisioner) {
    return {
        metadata: { name: storageClassName, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner,
        parameters: { type: "gp3", encrypted: "true" },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
    };
}
