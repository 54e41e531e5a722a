/** Who makes EBS volumes: EKS Auto Mode, or the driver that we install. */
export type VolumeProvisioner = "ebs.csi.eks.amazonaws.com" | "ebs.csi.aws.com";

export const storageClassName = "gp3";

/**
 * The default StorageClass: encrypted volumes (with the account's EBS key), in the zone of the first pod, that can
 * grow. Pure.
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
