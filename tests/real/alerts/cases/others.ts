import { type AlertCases, looking, type Series } from "./case";

const day = 86_400;
const probe = 'job="gateway-probes", gateway="kong", instance="http://kong/echo"';
const asked = (success: string, status = "200x90"): Series => ({
    [`probe_success{${probe}}`]: success,
    [`probe_http_status_code{${probe}}`]: status,
});
const exporter = (values: string): Series => ({ [`up{${probe}}`]: values });
const exporterPod = {
    'kube_pod_container_status_ready{namespace="observability", pod="e", container="blackbox-exporter"}': "1x90",
};
const kubelet = (values: string): Series => ({
    'kubelet_certificate_manager_server_ttl_seconds{node="n"}': values,
});
const telemetryCertificate = (ends: string): Series => ({
    'holder:telemetry_certificate_end:timestamp_seconds{holder="the receiver"}': ends,
});

const errors = (namespace: string, values: string): Series => ({
    ...looking,
    [`log_error_total{namespace="${namespace}", pod="a", service="cart", job="cart"}`]: values,
});

/** Of probes, of applications, and of the cluster. */
export const otherCases: AlertCases = {
    TelemetryCertificateExpiring: {
        fires: { at: 80, series: telemetryCertificate(`${29 * day}x90`) },
        quiet: { at: 80, series: telemetryCertificate(`${31 * day}x90`) },
        resolves: { from: 80, to: 100, series: telemetryCertificate(`${29 * day}x90 ${365 * day}x30`) },
    },
    RouteUnanswered: {
        fires: { at: 30, series: asked("1x20 0x60", "503x90") },
        // A redirect has no body to look into.
        quiet: { at: 30, series: asked("0x90", "302x90") },
        resolves: { from: 30, to: 50, series: asked("1x20 0x20 1x50", "503x90") },
    },
    ApplicationError: {
        // The first that it ever logs. Such a series has a sample only while there are errors.
        fires: { at: 33, series: errors("shop", "_x30 1 _x60") },
        // A cluster logs errors all day.
        quiet: { at: 33, series: { ...errors("kube-system", "0+1x90"), ...errors("shop", "5x90") } },
        // One more after seven minutes of silence.
        resolves: { from: 39, to: 45, series: errors("shop", "_x30 1 _x6 2 _x60") },
    },
    ProbesMissing: {
        // Prometheus has not even found it.
        fires: { at: 40, series: exporterPod },
        quiet: { at: 40, series: { ...exporter("1x20 0x10 1x60"), ...exporterPod } },
        resolves: { from: 40, to: 60, series: exporter("1x20 0x30 1x40") },
    },
    KubeletServingCertificateNotRenewed: {
        fires: { at: 40, series: kubelet(`${2 * day}x90`) },
        quiet: { at: 40, series: kubelet(`${4 * day}x90`) },
        resolves: { from: 40, to: 60, series: kubelet(`${2 * day}x45 ${45 * day}x45`) },
    },
};
