import type { Rule } from "../library/rule";
import { adminSurface } from "./adminSurface/rule";
import { alerts } from "./alerts/rule";
import { argoProjects } from "./argoProjects/rule";
import { buckets } from "./buckets/rule";
import { collector } from "./collector/rule";
import { dashboardProviders } from "./dashboardProviders/rule";
import { datasources } from "./datasources/rule";
import { deprecatedCharts } from "./deprecatedCharts/rule";
import { describedCharts } from "./describedCharts/rule";
import { exposure } from "./exposure/rule";
import { hybridMtls } from "./hybridMtls/rule";
import { instrumentation } from "./instrumentation/rule";
import { listenerProtocols } from "./listenerProtocols/rule";
import { objectStorage } from "./objectStorage/rule";
import { pins } from "./pins/rule";
import { placeholders } from "./placeholders/rule";
import { pluginSettings } from "./pluginSettings/rule";
import { privilegedAgents } from "./privilegedAgents/rule";
import { production } from "./production/rule";
import { relies } from "./relies/rule";
import { requiredPlugins } from "./requiredPlugins/rule";
import { sampling } from "./sampling/rule";
import { scraping } from "./scraping/rule";
import { secrets } from "./secrets/rule";
import { startup } from "./startup/rule";

/** Every rule, in the order of the documentation. */
export const rules: Rule[] = [
    sampling,
    requiredPlugins,
    pluginSettings,
    secrets,
    pins,
    deprecatedCharts,
    describedCharts,
    argoProjects,
    hybridMtls,
    adminSurface,
    exposure,
    privilegedAgents,
    listenerProtocols,
    startup,
    relies,
    scraping,
    datasources,
    dashboardProviders,
    collector,
    instrumentation,
    alerts,
    production,
    buckets,
    placeholders,
    objectStorage,
];
