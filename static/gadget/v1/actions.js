export { registerAction } from "./chunks/scripts-D4F19lfq.js";
