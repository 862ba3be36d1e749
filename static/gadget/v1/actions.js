export { registerAction } from "./chunks/scripts-D5mQ3IoT.js";
