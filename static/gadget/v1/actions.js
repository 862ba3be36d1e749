export { registerAction } from "./chunks/scripts-D2RLlHvb.js";
