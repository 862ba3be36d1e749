export { registerAction } from "./chunks/scripts-BFEBnOmu.js";
