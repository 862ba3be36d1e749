export { registerAction } from "./chunks/scripts-BKdHuMxD.js";
