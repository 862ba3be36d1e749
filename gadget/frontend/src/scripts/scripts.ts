/** What a gadget needs to have scripts add actions. Pages of scripts in our style import `registerAction` from it. */
export { Guests } from "./guests.ts";
export { registerAction } from "./registry.ts";
export { scriptStyles as styles } from "./styles.ts";
