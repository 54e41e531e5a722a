import { hybridAlerts } from "../../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../../components/gateway/ingressController/alerts";
import { signalAlerts } from "../../components/observability/made";

export const hybrid = hybridAlerts("kong");

export const ingress = ingressControllerAlerts("kong");

export const signals = signalAlerts({ samplingRate: 0.1, accessLogs: true });

/** What agents count of a gateway's access lines. */
export const lines = (routed: "true" | "false", values: string): Record<string, string> => ({
    [`kong_access_requests_total{namespace="kong", pod="a", routed="${routed}", code="4xx"}`]: values,
});

export const prometheus = { 'up{job="prometheus", instance="p"}': "1x60" };
