/** What may be configured of the rule; its own text says what each means. */
export interface Config {
    minReplicas: number;
    protect: boolean;
    multiAz: boolean;
    minBackupDays: number;
    minCidrPrefix: number;
    allowSample: boolean;
}
