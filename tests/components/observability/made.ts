export const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };

export const monitorLabels = { release: "kube-prometheus-stack" };
