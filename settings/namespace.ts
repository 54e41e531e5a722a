/** The name that settings stand under in a stack file, whatever the project is called. */
export const namespace = "kong-observability";
