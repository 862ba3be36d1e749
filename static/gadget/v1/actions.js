export { registerAction } from "./chunks/scripts-BREADC_D.js";
