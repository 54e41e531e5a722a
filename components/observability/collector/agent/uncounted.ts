import type { AgentConfig } from "./config";

type Pipelines = AgentConfig["service"]["pipelines"];
type Pipeline = Pipelines[keyof Pipelines] & object;

/**
 * The same without what an agent counts for Prometheus: where no Prometheus takes it, a connector would have no
 * receiver. What only counted is left out with it.
 */
export function uncounted(config: AgentConfig): AgentConfig {
    const counting = Object.keys(config.connectors);
    const isCounting = (id: string): boolean => counting.includes(id);
    const pipelines = Object.entries(config.service.pipelines)
        .filter(([, { receivers, exporters }]) => !receivers.some(isCounting) && !exporters.every(isCounting))
        .map(([name, pipeline]): [string, Pipeline] => [
            name,
            { ...pipeline, exporters: pipeline.exporters.filter((id) => !isCounting(id)) },
        ]);
    const used = (part: keyof Pipeline): Set<string> => new Set(pipelines.flatMap(([, pipeline]) => pipeline[part]));
    const kept = <Section extends object>(section: Section, part: keyof Pipeline): Section =>
        Object.fromEntries(Object.entries(section).filter(([id]) => used(part).has(id))) as Section;
    return {
        ...config,
        connectors: undefined,
        receivers: kept(config.receivers, "receivers"),
        processors: kept(config.processors, "processors"),
        exporters: kept(config.exporters, "exporters"),
        service: { ...config.service, pipelines: Object.fromEntries(pipelines) as Pipelines },
    } as unknown as AgentConfig;
}
