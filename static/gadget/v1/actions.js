export { registerAction } from "./chunks/scripts-NrkDFZbx.js";
