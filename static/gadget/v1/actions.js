export { registerAction } from "./chunks/scripts-DIvF3iqc.js";
