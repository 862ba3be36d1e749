export { registerAction } from "./chunks/scripts-fowJAubF.js";
