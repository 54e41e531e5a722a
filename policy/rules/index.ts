import type { Rule } from "../library/rule";
import { adminSurface } from "./adminSurface";
import { alerts } from "./alerts";
import { collector } from "./collector";
import { dashboardProviders } from "./dashboardProviders";
import { datasources } from "./datasources";
import { deprecatedCharts } from "./deprecatedCharts";
import { exposure } from "./exposure";
import { hybridMtls } from "./hybridMtls";
import { listenerProtocols } from "./listenerProtocols";
import { objectStorage } from "./objectStorage";
import { pins } from "./pins";
import { placeholders } from "./placeholders";
import { pluginSettings } from "./pluginSettings";
import { production } from "./production";
import { requiredPlugins } from "./requiredPlugins";
import { sampling } from "./sampling";
import { scraping } from "./scraping";
import { secrets } from "./secrets";
import { startup } from "./startup";

/** Every rule, in the order in which the documentation lists them. */
export const rules: Rule[] = [
    sampling,
    requiredPlugins,
    pluginSettings,
    secrets,
    pins,
    deprecatedCharts,
    hybridMtls,
    adminSurface,
    exposure,
    listenerProtocols,
    startup,
    scraping,
    datasources,
    dashboardProviders,
    collector,
    alerts,
    production,
    placeholders,
    objectStorage,
];
