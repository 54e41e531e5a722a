/** The rule's settings; its own text describes each. */
export interface Config {
    minReplicas: number;
    protect: boolean;
    multiAz: boolean;
    minBackupDays: number;
    minCidrPrefix: number;
    allowSample: boolean;
}
