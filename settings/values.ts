export { isValues } from "../model/values";
