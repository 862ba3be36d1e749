export { registerAction } from "./chunks/scripts-CP6LLsHP.js";
