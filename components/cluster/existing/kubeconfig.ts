export interface EksAccess {
    /** The cluster's name in AWS. */
    name: string;
    region: string;
    endpoint: string;
    /** The certificate authority's certificate, Base64. */
    authority: string;
}

/** A kubeconfig as `aws eks update-kubeconfig` writes it, in the form that @pulumi/eks gives to own clusters. Pure. */
export function eksKubeconfig({ name, region, endpoint, authority }: EksAccess): string {
    const [cluster, user] = ["kubernetes", "aws"];
    const args = ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"];
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: cluster, cluster: { server: endpoint, "certificate-authority-data": authority } }],
        contexts: [{ name: "aws", context: { cluster, user } }],
        "current-context": "aws",
        users: [
            {
                name: user,
                user: { exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args } },
            },
        ],
    });
}
